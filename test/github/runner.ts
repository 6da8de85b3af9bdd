/** Runs the steps of a job as GitHub's runner does: the same shell, the same files, the same rules after a failure. */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Context, contextOf, evaluate, evaluateAll } from "./expression.ts";
import { ACTION_FILE, inputsOf, type Job, readAction, type Step } from "./workflow.ts";

/** One machine: its workspace is there already, as after the checkouts. */
export interface Machine {
  readonly workspace: string;
  /** Folder for what the runner keeps beside the workspace. */
  readonly temporary: string;
  /** Folder with an `npm` that only notes that it was called: the checkout under test is installed already. */
  readonly programs: string;
  /** Where artifacts of all jobs go. */
  readonly artifacts: string;
}

export interface JobEnd {
  readonly failed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Everything that the steps printed. */
  readonly log: string;
}

interface StepEnd {
  readonly code: number;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a job's steps in order; `context` is what expressions may name. */
export async function runJob(job: Job, context: Context, machine: Machine): Promise<JobEnd> {
  const runner = new JobRunner(machine);
  const { failed, known } = await runner.steps(job.steps, context, "");
  return {
    failed,
    outputs: evaluateAll(job.outputs, known),
    summary: runner.summary,
    log: runner.log,
  };
}

class JobRunner {
  summary = "";
  log = "";
  #count = 0;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  async steps(
    steps: readonly Step[],
    given: Context,
    actionPath: string,
  ): Promise<{ readonly failed: boolean; readonly known: Context }> {
    let known = given;
    let failed = false;
    for (const step of steps) {
      if (failed && step.if !== "always()") continue;
      const { code, outputs } = await this.#step(step, known, actionPath);
      if (step.id !== undefined) known = { ...known, ...contextOf(`steps.${step.id}.outputs`, outputs) };
      if (code !== 0 && !step["continue-on-error"]) failed = true;
    }
    return { failed, known };
  }

  async #step(step: Step, context: Context, actionPath: string): Promise<StepEnd> {
    const given = evaluateAll(step.with, context);
    if (step.run !== undefined) return this.#shell(step.run, evaluateAll(step.env, context), actionPath);
    if (step.uses === "./.resolver-matrix") return this.#composite(given);
    const [name] = (step.uses ?? "").split("@");
    switch (name) {
      // Nothing was kept on a new machine.
      case "actions/cache":
      case "actions/checkout":
      case "actions/setup-node":
        return { code: 0, outputs: {} };
      case "actions/upload-artifact":
        return this.#upload(given);
      case "actions/download-artifact":
        return this.#download(given);
      default:
        throw new Error(`no runner of the tests knows the action ${step.uses}`);
    }
  }

  async #composite(given: Readonly<Record<string, string>>): Promise<StepEnd> {
    const action = readAction(ACTION_FILE);
    const inputs = contextOf("inputs", inputsOf(action.inputs, given));
    const { failed, known } = await this.steps(
      action.runs.steps,
      inputs,
      join(this.#machine.workspace, ".resolver-matrix"),
    );
    const outputs = Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, evaluate(value, known)]),
    );
    return { code: failed ? 1 : 0, outputs };
  }

  /** "bash --noprofile --norc -eo pipefail {0}": what `shell: bash` means. */
  async #shell(script: string, env: Readonly<Record<string, string>>, actionPath: string): Promise<StepEnd> {
    const { workspace, temporary, programs } = this.#machine;
    const folder = join(temporary, `step-${++this.#count}`);
    await mkdir(folder, { recursive: true });
    const [file, output, summary] = ["script.sh", "output", "summary"].map((name) => join(folder, name));
    if (file === undefined || output === undefined || summary === undefined) throw new Error("no files");
    await Promise.all([writeFile(file, script), writeFile(output, ""), writeFile(summary, "")]);
    const surroundings = {
      ...process.env,
      PATH: `${programs}${delimiter}${process.env.PATH}`,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_PATH: actionPath,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: workspace,
      GITHUB_SERVER_URL: "https://forge.example",
      GITHUB_REPOSITORY: "shop/names",
      GITHUB_SHA: "0123abc",
      ...env,
    };
    const { code, log } = await run(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", file],
      workspace,
      surroundings,
    );
    this.log += log;
    this.summary += await readFile(summary, "utf8");
    return { code, outputs: outputsIn(await readFile(output, "utf8")) };
  }

  async #upload({ name = "", path = "", "if-no-files-found": ifNone = "warn" }: Context): Promise<StepEnd> {
    const from = join(this.#machine.workspace, path);
    const files = await readdir(from).catch(() => []);
    if (files.length === 0) return { code: ifNone === "error" ? 1 : 0, outputs: {} };
    await cp(from, join(this.#machine.artifacts, name), { recursive: true });
    return { code: 0, outputs: {} };
  }

  async #download({ pattern = "", path = "", "merge-multiple": merge = "" }: Context): Promise<StepEnd> {
    if (merge !== "true" || !pattern.endsWith("*")) throw new Error("the tests only join artifacts");
    const names = await readdir(this.#machine.artifacts);
    for (const name of names.filter((one) => one.startsWith(pattern.slice(0, -1)))) {
      await cp(join(this.#machine.artifacts, name), join(this.#machine.workspace, path), { recursive: true });
    }
    return { code: 0, outputs: {} };
  }
}

function outputsIn(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly log: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, log: `${stdout}${stderr}` });
    });
  });
}

/** The elements of a job matrix, as contexts. */
export function jobsOf(matrix: string): readonly Context[] {
  const { include }: { include: readonly Readonly<Record<string, string | number>>[] } = JSON.parse(matrix);
  return include.map((element) =>
    contextOf(
      "matrix",
      Object.fromEntries(Object.entries(element).map(([key, value]) => [key, String(value)])),
    ),
  );
}

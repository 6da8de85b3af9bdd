/** The reusable workflow in a consumer's repository, step by step as a runner runs it, on real cells. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../harness/matrix/report-data.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { contextOf } from "./expression.ts";
import { type JobEnd, jobsOf, type Machine, runJob } from "./runner.ts";
import { CONSUMER, inputsOf, parseJob, REPOSITORY, readWorkflow } from "./workflow.ts";

const RUN_LIMIT_MS = 120_000;
const local = await OPEN.local();
await local.value?.close();
const reason = local.reason ?? (await alpine()).reason;

const workflow = readWorkflow(join(REPOSITORY, ".github", "workflows", "matrix.yml"));
const caller = readWorkflow(join(CONSUMER, ".github", "workflows", "dns.yml")).jobs.matrix;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-github-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface WorkflowEnd {
  readonly plan: JobEnd;
  readonly parts: readonly JobEnd[];
  readonly report: JobEnd;
  readonly artifacts: string;
  readonly npmCalls: string;
}

/** What the machines of one workflow share, and an npm that only notes its calls. */
async function runnerFolders(name: string) {
  const artifacts = join(folder, name, "artifacts");
  const programs = join(folder, name, "programs");
  const calls = join(folder, name, "npm-calls");
  await mkdir(artifacts, { recursive: true });
  await mkdir(programs);
  await writeFile(join(programs, "npm"), `#!/bin/sh\necho "$(basename "$PWD") $*" >>'${calls}'\n`, {
    mode: 0o755,
  });
  return { artifacts, programs, calls };
}

/** A machine after its checkouts: the consumer's files, and ours beside them. */
async function machineOf(
  name: string,
  job: string,
  shared: Pick<Machine, "artifacts" | "programs">,
): Promise<Machine> {
  const workspace = join(folder, name, job);
  await cp(CONSUMER, workspace, { recursive: true });
  await symlink(REPOSITORY, join(workspace, ".resolver-matrix"));
  return { workspace, temporary: join(folder, name, `${job}-runner`), ...shared };
}

/** Plan, parts, report: each job on a machine of its own that has the consumer's files and ours beside them. */
async function runWorkflow(
  name: string,
  given: Readonly<Record<string, string>>,
  addFiles: (workspace: string) => Promise<void> = async () => {},
): Promise<WorkflowEnd> {
  const { artifacts, programs, calls } = await runnerFolders(name);

  const inputs = contextOf("inputs", inputsOf(workflow.on.workflow_call?.inputs ?? {}, given));
  const start = async (job: string, number: number, context: Readonly<Record<string, string>>) => {
    const machine = await machineOf(name, `${job}-${number}`, { artifacts, programs });
    await addFiles(machine.workspace);
    const definition = workflow.jobs[job];
    if (definition === undefined) throw new Error(`the workflow has no job ${job}`);
    return runJob(definition, { ...inputs, ...context }, machine);
  };
  const plan = await start("plan", 1, {});
  const parts: JobEnd[] = [];
  for (const [index, element] of jobsOf(plan.outputs.matrix ?? "").entries()) {
    parts.push(await start("run", index + 1, element));
  }
  const report = await start("report", 1, {});
  return { plan, parts, report, artifacts, npmCalls: await readFile(calls, "utf8") };
}

const called = { ...caller?.with, engine: "local" };

describe.skipIf(reason !== null)(titled("the reusable workflow", reason), () => {
  test(
    "plans two parts, runs them, and joins them into one summary, one page and success",
    async () => {
      const { plan, parts, report, artifacts, npmCalls } = await runWorkflow("good", called);
      expect(plan.outputs.matrix, plan.log).toBe(
        '{"include":[{"index":1,"shard":"1/2"},{"index":2,"shard":"2/2"}]}',
      );
      expect(
        parts.map(({ failed }) => failed),
        parts.map(({ log }) => log).join("\n"),
      ).toEqual([false, false]);
      expect(parts.map(({ summary }) => summary)).toEqual(["", ""]);
      expect(report.failed, report.log).toBe(false);
      expect(report.summary).toContain("as expected");
      expect(report.summary.match(/^# /gm)).toHaveLength(1);
      const files = join(artifacts, "resolver-matrix-report");
      expect((await readdir(files)).sort()).toEqual(["junit.xml", "report.html", "report.json"]);
      const joined: Report = JSON.parse(await readFile(join(files, "report.json"), "utf8"));
      expect(joined.scenarios.map(({ id, file }) => [id, file])).toEqual([
        ["broker", "dns/broker.yaml"],
        ["database", "dns/database.yaml"],
      ]);
      expect(await readFile(join(files, "report.html"), "utf8")).toContain("<title>✓ as expected");
      expect(npmCalls).toBe(".resolver-matrix ci --omit=dev --ignore-scripts\n".repeat(4));
    },
    RUN_LIMIT_MS,
  );

  test(
    "ends with failure, and an annotation on the scenario's line, where a cell differs; the other part is still joined",
    async () => {
      const broken = async (workspace: string) => {
        const text = await readFile(join(workspace, "dns", "broker.yaml"), "utf8");
        const line = "musl: { addresses: [10.244.1.7] }";
        expect(text).toContain(line);
        await writeFile(
          join(workspace, "dns", "broker.yaml"),
          text.replace(line, "musl: { addresses: [10.244.1.8] }"),
        );
      };
      const { parts, report, artifacts } = await runWorkflow("broken", called, broken);
      expect(parts.map(({ failed }) => failed)).toEqual([false, false]);
      expect(report.failed, report.log).toBe(true);
      expect(report.log).toMatch(/^::error file=dns\/broker\.yaml,line=\d+,title=broker /m);
      expect(report.summary).toMatch(/^# ✗ 2 unexpected/);
      expect(report.summary).toContain("https&#58;//forge.example/shop/names/blob/0123abc/dns/broker.yaml");
      expect(await readdir(join(artifacts, "resolver-matrix-report"))).toContain("report.html");
    },
    RUN_LIMIT_MS,
  );

  test(
    "takes inputs as text, never as shell",
    async () => {
      const trap = join(folder, "trap");
      const scenarios = `dns $(echo>${trap}) ;touch\t${trap}`;
      const { plan } = await runWorkflow("hostile", { ...called, scenarios, shards: "1" }).catch(
        (error: unknown) => {
          // Without a plan there is no matrix to read.
          expect(error).toBeInstanceOf(SyntaxError);
          return { plan: null };
        },
      );
      expect(plan).toBeNull();
      await expect(readFile(trap)).rejects.toThrow("ENOENT");
    },
    RUN_LIMIT_MS,
  );
});

describe.skipIf(reason !== null)(titled("the action", reason), () => {
  const job = parseJob(`
    outputs: { differ: "\${{ steps.dns.outputs.differ }}", unexpected: "\${{ steps.dns.outputs.unexpected }}" }
    steps:
      - { id: dns, uses: ./.resolver-matrix, with: { scenarios: dns/broker.yaml, engine: local, go: "1.19", reports: out } }`);

  test(
    "runs everything in one job, and gives summary, page and outputs",
    async () => {
      const machine = await machineOf("action", "job", await runnerFolders("action"));
      const { failed, outputs, summary, log } = await runJob(job, {}, machine);
      expect(failed, log).toBe(false);
      expect(outputs).toEqual({ differ: "0", unexpected: "0" });
      expect(summary).toContain("as expected");
      expect((await readdir(join(machine.workspace, "out"))).sort()).toEqual([
        "junit.xml",
        "report.html",
        "report.json",
      ]);
      const report: Report = JSON.parse(
        await readFile(join(machine.workspace, "out", "report.json"), "utf8"),
      );
      expect(new Set(report.cells.map(({ resolver }) => resolver))).toContain("go@1.19");
    },
    RUN_LIMIT_MS,
  );

  test(
    "fails the job where a scenario cannot be read, and says where",
    async () => {
      const machine = await machineOf("unread", "job", await runnerFolders("unread"));
      await writeFile(join(machine.workspace, "dns", "broker.yaml"), "title: No lookups\n");
      const { failed, log } = await runJob(job, {}, machine);
      expect(failed).toBe(true);
      expect(log).toContain("dns/broker.yaml:1:1");
    },
    RUN_LIMIT_MS,
  );
});

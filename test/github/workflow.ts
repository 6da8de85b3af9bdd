/** Workflows and actions of this repository, read as a runner reads them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

export const REPOSITORY = join(import.meta.dirname, "..", "..");
export const CONSUMER = join(REPOSITORY, "examples", "consumer");

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z.record(z.string(), scalar);

const step = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  if: scalar.optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  env: values.default({}),
  with: values.default({}),
  "continue-on-error": z.boolean().default(false),
});
export type Step = z.infer<typeof step>;

const job = z.object({
  uses: z.string().optional(),
  with: values.default({}),
  outputs: values.default({}),
  steps: z.array(step).default([]),
});
export type Job = z.infer<typeof job>;

const input = z.object({ default: scalar.default(""), required: z.boolean().default(false) });
const workflow = z.object({
  on: z.object({ workflow_call: z.object({ inputs: z.record(z.string(), input) }).optional() }).loose(),
  jobs: z.record(z.string(), job),
});
export type Workflow = z.infer<typeof workflow>;

const action = z.object({
  inputs: z.record(z.string(), input).default({}),
  outputs: z.record(z.string(), z.object({ value: z.string() })).default({}),
  runs: z.object({ using: z.literal("composite"), steps: z.array(step) }),
});
export type Action = z.infer<typeof action>;

/** One job, as a workflow would hold it. */
export function parseJob(text: string): Job {
  return job.parse(parse(text));
}

export function readWorkflow(path: string): Workflow {
  return workflow.parse(parse(readFileSync(path, "utf8")));
}

export function readAction(path: string): Action {
  return action.parse(parse(readFileSync(path, "utf8")));
}

/** Values of inputs: those that are given, and the defaults of the rest. Throws for one that is required or unknown. */
export function inputsOf(
  declared: Action["inputs"],
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const name of Object.keys(given)) {
    if (declared[name] === undefined) throw new Error(`there is no input ${name}`);
  }
  for (const [name, { required }] of Object.entries(declared)) {
    if (required && given[name] === undefined) throw new Error(`input ${name} is required`);
  }
  const defaults = Object.entries(declared).map(([name, one]) => [name, one.default]);
  return { ...Object.fromEntries(defaults), ...given };
}

export const ACTION_FILE = join(REPOSITORY, "action.yml");

/** The repository's own workflows and the one that a consumer has. */
export const WORKFLOW_FILES: readonly string[] = [REPOSITORY, CONSUMER].flatMap((root) => {
  const folder = join(root, ".github", "workflows");
  return readdirSync(folder).map((name) => join(folder, name));
});

/** Every step that a runner would run, with a name for failures. */
export function allSteps(): readonly { readonly where: string; readonly step: Step }[] {
  const named = (file: string, steps: readonly Step[]) =>
    steps.map((one, index) => ({ where: `${relative(REPOSITORY, file)} step ${index + 1}`, step: one }));
  return [
    ...named(ACTION_FILE, readAction(ACTION_FILE).runs.steps),
    ...WORKFLOW_FILES.flatMap((file) =>
      Object.values(readWorkflow(file).jobs).flatMap(({ steps }) => named(file, steps)),
    ),
  ];
}

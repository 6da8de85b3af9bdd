/** `run --update`: what the run shows, written into the scenario files. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { recordedExpectations } from "../matrix/recorded.ts";
import type { Report } from "../matrix/types.ts";
import { escapeTerminalLines } from "../report/escape.ts";
import type { Output } from "../report/reporter.ts";
import type { Scenario } from "../scenario/types.ts";
import { updateExpectations } from "../scenario/update-text.ts";

/** Updates every file whose expectations the run does not fulfil, shows what changed, and gives the ids of these scenarios. */
export async function updateFiles(
  scenarios: readonly Scenario[],
  report: Report,
  stderr: Output,
): Promise<ReadonlySet<string>> {
  const updated = new Set<string>();
  for (const scenario of scenarios) {
    const ofScenario = <T extends { readonly scenario: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.scenario === scenario.id);
    const recorded = recordedExpectations(scenario, ofScenario(report.cells), ofScenario(report.comparisons));
    if (recorded === null) continue;
    const before = await readFile(scenario.file, "utf8");
    const after = updateExpectations(before, recorded);
    await replaceFile(scenario.file, after);
    updated.add(scenario.id);
    stderr.write(escapeTerminalLines(`updated ${scenario.file}\n${changedLines(before, after)}`));
  }
  return updated;
}

/** In one step, so that a killed run leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}

/** The lines between what both texts begin and end with. */
function changedLines(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const lines = (sign: string, all: readonly string[]) =>
    all.slice(head, all.length - tail).map((line) => `  ${sign} ${line}\n`);
  return [...lines("-", old), ...lines("+", now)].join("");
}

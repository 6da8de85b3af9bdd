/** `run --update`: what the run shows, written into the scenario files. */
import { readFile, stat } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { refuseLinks, replaceFile } from "../disk/output-file.ts";
import { checkExpectations } from "../matrix/expectations.ts";
import { type Recorded, recordedExpectations } from "../matrix/recorded.ts";
import type { Report, ReportExpectation } from "../matrix/report-data.ts";
import { escapeTerminalLines } from "../report/escape.ts";
import type { Output } from "../report/reporter.ts";
import { isBeside } from "../scenario/beside.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { updateExpectations } from "../scenario/update-text.ts";
import { printable } from "../yaml/shown.ts";

/**
 * Updates every file whose expectations the run does not fulfil and shows what changed. Gives what the files now expect
 * against what the run showed: what is still not fulfilled, a person must fix.
 *
 * @param whole whether the scenarios ran on all of their images and Go builds
 */
export async function updateFiles(
  scenarios: readonly Scenario[],
  report: Report,
  whole: boolean,
  stderr: Output,
): Promise<readonly ReportExpectation[]> {
  const judged: ReportExpectation[] = [];
  for (const scenario of scenarios) {
    const ofScenario = <T extends { readonly scenario: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.scenario === scenario.id);
    const [cells, comparisons] = [ofScenario(report.cells), ofScenario(report.comparisons)];
    const recorded = recordedExpectations(scenario, cells, comparisons);
    if (recorded === null) {
      judged.push(...ofScenario(report.expectations));
    } else {
      const add = recorded.add.map(([key, fields]) => [writtenKey(key, scenario), fields] as const);
      const { expect } = await updateFile(scenario.file, { ...recorded, add }, stderr);
      judged.push(...checkExpectations({ ...scenario, expect }, cells, comparisons, whole));
    }
  }
  return judged;
}

/** A host profile beside the scenario goes by its path from the scenario's folder on, as `host:` has it. */
function writtenKey(key: string, { file, hosts }: Scenario): string {
  const [, cell, host = ""] = /^(.*) on (\S+)$/.exec(key) ?? [];
  if (cell === undefined || !isBeside(host) || !hosts.includes(host)) return key;
  const path = relative(dirname(file), host).split(sep).join("/");
  return `${cell} on ${path.startsWith("../") ? path : `./${path}`}`;
}

async function updateFile(file: string, recorded: Recorded, stderr: Output): Promise<Scenario> {
  refuseLinks(file, `the scenario ${printable(file)}`);
  const before = await readFile(file, "utf8");
  const after = updateExpectations(before, recorded);
  // A text that does not load never takes the place of one that does.
  const scenario = parseScenario(after, file);
  await replaceFile(file, after, (await stat(file)).mode & 0o777);
  stderr.write(escapeTerminalLines(`updated ${printable(file)}\n${changedLines(before, after)}`));
  return scenario;
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

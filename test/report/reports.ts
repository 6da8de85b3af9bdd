/** Small reports and outputs for the tests of reporters. */
import { compareCells } from "../../harness/matrix/compare.ts";
import { buildReport } from "../../harness/matrix/report.ts";
import type { Report, ReportCell, ReportExpectation, ReportImage } from "../../harness/matrix/report-data.ts";
import { worstVerdict } from "../../harness/matrix/verdict.ts";
import type { Output } from "../../harness/report/reporter.ts";

export const emptyReport: Report = reportOf([]);

export interface StoryChanges {
  readonly id?: string;
  readonly title?: string;
  readonly known?: string;
  readonly images?: readonly ReportImage[];
  readonly expectations?: readonly ReportExpectation[];
}

/** A report of one scenario with these cells. */
export function reportOf(cells: readonly ReportCell[], changes: StoryChanges = {}): Report {
  const comparisons = compareCells(cells);
  const scenario = {
    id: changes.id ?? "topic/story",
    title: changes.title ?? "A story",
    file: "scenarios/topic/story.yaml",
    known: changes.known ?? null,
    verdict: worstVerdict(comparisons.map(({ verdict }) => verdict)),
  };
  const facts = {
    tool: "resolver-matrix 0.1.0",
    engine: "local",
    clock: "virtual",
    startedAt: new Date(0),
    elapsedMs: 5012,
    images: changes.images ?? [],
  } as const;
  const result = { scenario, cells, comparisons, expectations: changes.expectations ?? [] };
  return buildReport(facts, cells.length === 0 ? [] : [result]);
}

export interface RecordedOutput extends Output {
  readonly text: () => string;
}

export function recordedOutput(changes: Partial<Output> = {}): RecordedOutput {
  const parts: string[] = [];
  return {
    columns: 80,
    colour: false,
    live: false,
    ...changes,
    write: (text) => void parts.push(text),
    text: () => parts.join(""),
  };
}

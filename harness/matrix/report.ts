/** Puts the report of a run together. */
import type { ClockKind } from "../lab/engine.ts";
import { placeKey } from "./cell-place.ts";
import { cellVerdicts } from "./cell-verdicts.ts";
import type { ScenarioResult } from "./parts.ts";
import type { Report, ReportCell, ReportComparison, ReportImage, ReportSummary } from "./report-data.ts";

export interface RunFacts {
  readonly tool: string;
  readonly engine: Report["engine"];
  readonly clock: ClockKind;
  readonly startedAt: Date;
  readonly elapsedMs: number;
  readonly images: readonly ReportImage[];
}

/** The report of a run, version 1. */
export function buildReport(facts: RunFacts, results: readonly ScenarioResult[]): Report {
  const cells = results.flatMap((result) => result.cells);
  const comparisons = results.flatMap((result) => result.comparisons);
  const expectations = results.flatMap((result) => result.expectations);
  const unexpected = expectations.filter(({ ok }) => !ok).length;
  return {
    version: 1,
    tool: facts.tool,
    engine: facts.engine,
    clock: facts.clock,
    startedAt: facts.startedAt.toISOString(),
    elapsedMs: facts.elapsedMs,
    images: facts.images,
    scenarios: results.map(({ scenario }) => scenario),
    cells,
    comparisons,
    expectations,
    summary: { ...countCells(cells, comparisons), unexpected },
  };
}

function countCells(
  cells: readonly ReportCell[],
  comparisons: readonly ReportComparison[],
): Omit<ReportSummary, "unexpected"> {
  const verdicts = cellVerdicts(comparisons);
  const unavailable = cells.filter(({ evidence }) => evidence === "unavailable").length;
  const differ = cells.filter((cell) => (verdicts.get(placeKey(cell)) ?? "agree") !== "agree").length;
  const observed = cells.filter(({ evidence }) => evidence === "observed").length;
  const emulated = cells.length - unavailable - observed;
  const agree = cells.length - unavailable - differ;
  return { cells: cells.length, agree, differ, unavailable, observed, emulated };
}

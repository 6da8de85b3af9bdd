/** An earlier run as the standard: only what changed since then fails. */
import type { Scenario } from "../scenario/scenario.ts";
import { lookupKey } from "../world/lookup-text.ts";
import { type CellChange, changeOf } from "./cell-change.ts";
import { type CellPlace, cellName, placeKey } from "./cell-place.ts";
import { isKnown, type KnownCell } from "./differences.ts";
import type { Report, ReportCell, ReportComparison, ReportExpectation } from "./report-data.ts";
import { EXPECTATIONS, type Standard } from "./standard.ts";

/**
 * Cells that `baseline` knows must be as they were there, or as the scenario expects where they were not. Others,
 * and those that could not be observed then, follow the scenario. What a scenario says of itself as a whole may be
 * unmet where it was before, and where none of its cells changed.
 */
export function sinceBaseline(baseline: Report): Standard {
  const earlier = new Map(baseline.cells.filter(isKnown).map((cell) => [placeKey(cell), cell]));
  const unmetBefore = new Set(baseline.expectations.filter(({ ok }) => !ok).map(expectationKey));

  /** undefined for a cell that the baseline does not know, null for one that is as it was. */
  const changed = (cell: KnownCell): CellChange | null | undefined => {
    const before = earlier.get(placeKey(cell));
    return before === undefined ? undefined : changeOf(before, cell);
  };

  /** Whether the cell broke its expectation then and meets it now. */
  const fixed = (scenario: Scenario, cell: KnownCell): boolean => {
    const before = earlier.get(placeKey(cell));
    return (
      before !== undefined &&
      EXPECTATIONS.mismatch(scenario, before) !== null &&
      EXPECTATIONS.mismatch(scenario, cell) === null
    );
  };

  const mismatch = (scenario: Scenario, cell: ReportCell): string | null => {
    if (!isKnown(cell)) return null;
    const change = changed(cell);
    if (change === undefined) return EXPECTATIONS.mismatch(scenario, cell);
    return change === null || fixed(scenario, cell)
      ? null
      : `changed since the baseline (${change.kind}): ${change.why}`;
  };

  const ofCell = (
    scenario: Scenario,
    cell: KnownCell,
    expectation: ReportExpectation | undefined,
  ): readonly ReportExpectation[] => {
    if (changed(cell) === undefined) return expectation === undefined ? [] : [expectation];
    const message = mismatch(scenario, cell);
    return [
      {
        scenario: scenario.id,
        cell: cellName(cell),
        lookup: cell.lookup,
        host: cell.host,
        ok: message === null,
        message: message ?? asBefore(expectation),
        file: expectation?.file ?? scenario.file,
        line: expectation?.line ?? 1,
      },
    ];
  };

  return {
    mismatch,
    check(scenario, cells, comparisons: readonly ReportComparison[], whole) {
      const expectations = EXPECTATIONS.check(scenario, cells, comparisons, whole);
      const byCell = new Map(expectations.map((expectation) => [expectationKey(expectation), expectation]));
      const known = cells.filter(isKnown);
      const someChanged = known.some((cell) => changed(cell) !== null);
      return [
        ...known.flatMap((cell) => ofCell(scenario, cell, byCell.get(cellKey(cell)))),
        ...expectations
          .filter(({ lookup }) => lookup === undefined)
          .map((expectation) => {
            const ofScenario = expectation.cell === "verdict" || expectation.cell === "known";
            const accepted = unmetBefore.has(expectationKey(expectation)) || (ofScenario && !someChanged);
            return expectation.ok || !accepted
              ? expectation
              : { ...expectation, ok: true, message: asBefore(expectation) };
          }),
      ];
    },
  };
}

/** Cells of the earlier run, of the same scenarios, that the later one does not have. */
export function goneCells(baseline: Report, report: Report): readonly CellPlace[] {
  const scenarios = new Set(report.scenarios.map(({ id }) => id));
  const there = new Set(report.cells.map(placeKey));
  return baseline.cells.filter((cell) => scenarios.has(cell.scenario) && !there.has(placeKey(cell)));
}

function asBefore(expectation: ReportExpectation | undefined): string {
  return expectation === undefined || expectation.ok
    ? "as in the baseline"
    : `as in the baseline, though ${expectation.message}`;
}

function cellKey(cell: ReportCell): string {
  const { scenario, lookup, host } = cell;
  return expectationKey({ scenario, cell: cellName(cell), lookup, host });
}

function expectationKey({
  scenario,
  cell,
  lookup,
  host,
}: Pick<ReportExpectation, "scenario" | "cell" | "lookup" | "host">): string {
  return JSON.stringify([scenario, cell, lookup === undefined ? null : lookupKey(lookup), host]);
}

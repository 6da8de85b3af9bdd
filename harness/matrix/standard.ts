/** What cells are held against: the scenarios' expectations, or what an earlier run showed. */
import type { Scenario } from "../scenario/scenario.ts";
import { cellMismatch } from "./cell-mismatch.ts";
import { isKnown } from "./differences.ts";
import { checkExpectations, expectationOf } from "./expectations.ts";
import type { ReportCell, ReportComparison, ReportExpectation } from "./report-data.ts";

export interface Standard {
  /**
   * Judges the cells of one scenario.
   * @param whole whether the scenario ran on all of its images and Go builds
   */
  check(
    scenario: Scenario,
    cells: readonly ReportCell[],
    comparisons: readonly ReportComparison[],
    whole: boolean,
  ): readonly ReportExpectation[];
  /** Why one cell does not meet the standard; null where it does, or where nothing is asked of it. */
  mismatch(scenario: Scenario, cell: ReportCell): string | null;
}

/** Cells must be as the scenario files say. */
export const EXPECTATIONS: Standard = { check: checkExpectations, mismatch: expectationMismatch };

function expectationMismatch(scenario: Scenario, cell: ReportCell): string | null {
  if (!isKnown(cell)) return null;
  const expected = expectationOf(scenario, cell);
  return expected === null ? null : (cellMismatch(expected, cell)?.message ?? null);
}

/** `compare` of the library: any two cells of reports, side by side. */
import { cellName } from "../matrix/cell-place.ts";
import { differenceOf, isKnown } from "../matrix/differences.ts";
import type { ReportCell } from "../matrix/report-data.ts";
import type { Verdict } from "../scenario/scenario.ts";

export interface CellComparison {
  /** The heaviest thing in which the cells differ; null where one of them could not be observed. */
  readonly verdict: Verdict | null;
  /** In one sentence. */
  readonly why: string;
}

/** Compares two cells as a run compares them: what they came to first, then what was asked, then the waiting. */
export function compare(left: ReportCell, right: ReportCell): CellComparison {
  if (isKnown(left) && isKnown(right)) return differenceOf(left, right);
  const lost = [left, right].filter((cell) => !isKnown(cell));
  const reasons = lost.map(
    (cell) => `${cellName(cell)} could not be observed: ${cell.reason ?? "no reason given"}`,
  );
  return { verdict: null, why: [...new Set(reasons)].join("; ") };
}

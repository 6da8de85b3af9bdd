/** What the comparisons say of each cell: every count of a report is one of cells. */
import type { Verdict } from "../scenario/scenario.ts";
import { comparedPlaces, placeKey } from "./cell-place.ts";
import type { ReportCell, ReportComparison } from "./report-data.ts";
import { compareSeverity } from "./verdict.ts";

/** The heaviest verdict among the comparisons that a cell takes part in, by `placeKey`. */
export function cellVerdicts(comparisons: readonly ReportComparison[]): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const comparison of comparisons) {
    for (const place of comparedPlaces(comparison)) {
      const key = placeKey(place);
      const before = verdicts.get(key);
      if (before === undefined || compareSeverity(comparison.verdict, before) > 0) {
        verdicts.set(key, comparison.verdict);
      }
    }
  }
  return verdicts;
}

/** How many of the cells have each verdict as their heaviest. A cell that nothing could be compared with has none. */
export function countVerdicts(
  cells: readonly ReportCell[],
  comparisons: readonly ReportComparison[],
): ReadonlyMap<Verdict, number> {
  const verdicts = cellVerdicts(comparisons);
  const counts = new Map<Verdict, number>();
  for (const cell of cells) {
    const verdict = verdicts.get(placeKey(cell));
    if (verdict !== undefined) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return counts;
}

/** The one difference that a scenario is about, and whether another scenario still shows it. */
import { comparedPlaces, placeKey } from "../matrix/cell-place.ts";
import type { ReportCell, ReportComparison } from "../matrix/report-data.ts";
import { compareSeverity } from "../matrix/verdict.ts";
import { familyOf } from "../resolvers/id.ts";
import type { Verdict } from "../scenario/scenario.ts";

interface Side {
  readonly family: string | null;
  /** "answer", "never", or the error's code. */
  readonly outcome: string;
}

export interface Difference {
  /** null: everybody fails alike, and that is what it is about. */
  readonly verdict: Verdict | null;
  readonly sides: readonly Side[];
  readonly cause: string | null;
  /** Images and resolvers of the cells in which it was found. */
  readonly images: readonly string[];
  readonly resolvers: readonly string[];
}

export interface Shown {
  readonly cells: readonly ReportCell[];
  readonly comparisons: readonly ReportComparison[];
}

/** The heaviest difference, or the first failure where there is none; null where all is well and alike. */
export function differenceOf(shown: Shown): Difference | null {
  const [heaviest] = shown.comparisons
    .filter(({ verdict }) => verdict !== "agree")
    .toSorted((left, right) => compareSeverity(right.verdict, left.verdict));
  if (heaviest !== undefined) return ofComparison(heaviest, shown.cells);
  const failed = shown.cells.find(({ outcome }) => outcome !== undefined && outcome.kind !== "answer");
  return failed === undefined ? null : ofCells(null, [failed]);
}

/** Whether these cells show the same: the same verdict between the same families, with the same outcomes and cause. */
export function shows(shown: Shown, wanted: Difference): boolean {
  const same = (found: Difference | null) =>
    found !== null &&
    found.cause === wanted.cause &&
    JSON.stringify(found.sides) === JSON.stringify(wanted.sides);
  if (wanted.verdict === null) return shown.cells.some((cell) => same(ofCells(null, [cell])));
  return shown.comparisons.some(
    (comparison) => comparison.verdict === wanted.verdict && same(ofComparison(comparison, shown.cells)),
  );
}

function ofComparison(comparison: ReportComparison, cells: readonly ReportCell[]): Difference | null {
  const keys = comparedPlaces(comparison).map(placeKey);
  const sides = keys.flatMap((key) => cells.find((cell) => placeKey(cell) === key) ?? []);
  return sides.length === 2 ? ofCells(comparison.verdict, sides) : null;
}

function ofCells(verdict: Verdict | null, cells: readonly ReportCell[]): Difference {
  return {
    verdict,
    sides: cells.map(({ resolver, outcome }) => ({
      family: familyOf(resolver),
      outcome: outcome?.kind === "error" ? outcome.code : (outcome?.kind ?? "unavailable"),
    })),
    cause: cells.find(({ cause }) => cause !== undefined)?.cause?.id ?? null,
    images: [...new Set(cells.map(({ image }) => image))],
    resolvers: [...new Set(cells.map(({ resolver }) => resolver))],
  };
}

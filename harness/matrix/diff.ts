/** Two runs, cell by cell and comparison by comparison. */
import type { Verdict } from "../scenario/scenario.ts";
import { type ChangeKind, changeOf } from "./cell-change.ts";
import { type CellPlace, comparedPlaces, placeKey, placeOf } from "./cell-place.ts";
import { isKnown } from "./differences.ts";
import type { Report, ReportCell, ReportComparison } from "./report-data.ts";
import { compareSeverity } from "./verdict.ts";
import { waitedMs } from "./waited.ts";

/** A cell that both runs have and that shows something else. */
export type ChangedCell = CellPlace & {
  /** "evidence": it could be observed in one of the runs only. */
  readonly kind: Exclude<ChangeKind, "latency"> | "evidence";
  readonly why: string;
};

/** A cell that shows the same, sooner or later. Waiting is what counts: silences on the wire, not a busy machine. */
export type SlowerCell = CellPlace & {
  readonly waitedMsBefore: number;
  readonly waitedMsAfter: number;
};

/** Two cells that both runs compare, with another verdict. */
export interface ChangedVerdict {
  readonly left: CellPlace;
  readonly right: CellPlace;
  readonly before: Verdict;
  readonly after: Verdict;
  /** Of the run with the heavier verdict. */
  readonly why: string;
}

export interface ReportDiff {
  readonly changed: readonly ChangedCell[];
  /** Comparisons that weigh heavier now. */
  readonly newDifferences: readonly ChangedVerdict[];
  /** Comparisons that weigh less now. */
  readonly goneDifferences: readonly ChangedVerdict[];
  readonly slower: readonly SlowerCell[];
  readonly faster: readonly SlowerCell[];
  readonly newCells: readonly CellPlace[];
  readonly goneCells: readonly CellPlace[];
  /** Cells that both runs have and that show the same. */
  readonly same: number;
}

/** What changed from one run to another. */
export function diffReports(before: Report, after: Report): ReportDiff {
  const earlier = new Map(before.cells.map((cell) => [placeKey(cell), cell]));
  const later = new Set(after.cells.map(placeKey));
  const pairs = after.cells.flatMap((cell) => {
    const was = earlier.get(placeKey(cell));
    return was === undefined ? [] : [[was, cell] as const];
  });
  const changed = pairs.flatMap(([was, is]) => changedCell(was, is));
  const waits = pairs.flatMap(([was, is]) => waitChange(was, is));
  const verdicts = changedVerdicts(before.comparisons, after.comparisons);
  return {
    changed,
    newDifferences: verdicts.filter((one) => compareSeverity(one.after, one.before) > 0),
    goneDifferences: verdicts.filter((one) => compareSeverity(one.after, one.before) < 0),
    slower: waits.filter(({ waitedMsBefore, waitedMsAfter }) => waitedMsAfter > waitedMsBefore),
    faster: waits.filter(({ waitedMsBefore, waitedMsAfter }) => waitedMsAfter < waitedMsBefore),
    newCells: after.cells.filter((cell) => !earlier.has(placeKey(cell))).map(placeOf),
    goneCells: before.cells.filter((cell) => !later.has(placeKey(cell))).map(placeOf),
    same: pairs.length - changed.length - waits.length,
  };
}

/** Whether the runs show the same in the same cells. */
export function isSame({ changed, newDifferences, goneDifferences, ...rest }: ReportDiff): boolean {
  const { slower, faster, newCells, goneCells } = rest;
  const lists = [changed, newDifferences, goneDifferences, slower, faster, newCells, goneCells];
  return lists.every(({ length }) => length === 0);
}

function changedCell(was: ReportCell, is: ReportCell): readonly ChangedCell[] {
  if (!isKnown(was) || !isKnown(is)) {
    if (isKnown(was) === isKnown(is)) return [];
    const [state, { reason = "no reason given" }] = isKnown(was)
      ? ["now unavailable", is]
      : ["was unavailable", was];
    return [{ ...placeOf(is), kind: "evidence", why: `${state}: ${reason}` }];
  }
  const change = changeOf(was, is);
  return change === null || change.kind === "latency"
    ? []
    : [{ ...placeOf(is), kind: change.kind, why: change.why }];
}

function waitChange(was: ReportCell, is: ReportCell): readonly SlowerCell[] {
  if (!isKnown(was) || !isKnown(is) || changeOf(was, is)?.kind !== "latency") return [];
  return [{ ...placeOf(is), waitedMsBefore: waitedMs(was), waitedMsAfter: waitedMs(is) }];
}

function changedVerdicts(
  before: readonly ReportComparison[],
  after: readonly ReportComparison[],
): readonly ChangedVerdict[] {
  const earlier = new Map(before.map((comparison) => [comparisonKey(comparison), comparison]));
  return after.flatMap((is) => {
    const was = earlier.get(comparisonKey(is));
    if (was === undefined || was.verdict === is.verdict) return [];
    const [left, right] = comparedPlaces(is);
    const { why } = compareSeverity(is.verdict, was.verdict) > 0 ? is : was;
    return [{ left, right, before: was.verdict, after: is.verdict, why }];
  });
}

function comparisonKey(comparison: ReportComparison): string {
  return comparedPlaces(comparison).map(placeKey).join(" ");
}

/**
 * Flaky is not different: cells that are not as expected run again. What the repetition does not show again was an
 * accident (a machine that stood still, a race), which the report tells and the run does not fail for.
 */
import type { Scenario } from "../scenario/scenario.ts";
import { comparedPlaces, placeKey } from "./cell-place.ts";
import { differenceOf, isKnown, type KnownCell } from "./differences.ts";
import type { ScenarioResult } from "./parts.ts";
import type { ReportCell, ReportExpectation } from "./report-data.ts";
import { compareSeverity } from "./verdict.ts";

export interface Repetition {
  /** Why a cell by itself is not as it should be; null where it is. */
  mismatch(cell: ReportCell): string | null;
  /** What the scenario's cells, in the plan's order, show together. */
  judge(cells: readonly ReportCell[]): ScenarioResult;
  /** Runs the cells of these positions in the plan once more. */
  again(positions: readonly number[]): Promise<ReadonlyMap<number, ReportCell>>;
}

/** Why a cell is repeated. */
interface Suspicion {
  readonly message: string;
  /** Whether the cell breaks an expectation of its own, or only takes part in a verdict that is not as expected. */
  readonly own: boolean;
}

/**
 * Judges a scenario's cells, and repeats those that are not as expected, at most `times` times. A repetition counts
 * only if with it more of the scenario is as expected; its cells are then marked flaky.
 */
export async function judgeRepeatedly(
  scenario: Scenario,
  cells: readonly ReportCell[],
  repetition: Repetition,
  times: number,
): Promise<ScenarioResult> {
  const { judge, again } = repetition;
  let current = cells;
  let result = judge(current);
  for (let time = 0; time < times; time++) {
    const suspicions = suspicionsOf(scenario, current, result, repetition);
    if (suspicions.size === 0) break;
    const repeated = await again([...suspicions.keys()]);
    const withOwn = withRepetitions(current, repeated, suspicions, repetition, true);
    const withAll = withRepetitions(current, repeated, suspicions, repetition, false);
    for (const next of [withOwn, withAll]) {
      const judged = judge(next);
      if (unmetOf(judged).length >= unmetOf(result).length) continue;
      current = next;
      result = judged;
    }
  }
  return result;
}

function unmetOf({ expectations }: ScenarioResult): readonly ReportExpectation[] {
  return expectations.filter(({ ok }) => !ok);
}

/** By position: cells that break an expectation, and those that a wrong verdict may come from. */
function suspicionsOf(
  scenario: Scenario,
  cells: readonly ReportCell[],
  result: ScenarioResult,
  { mismatch }: Repetition,
): ReadonlyMap<number, Suspicion> {
  const suspicions = new Map<number, Suspicion>();
  for (const { cell: what, message } of unmetOf(result)) {
    const suspected =
      what === "verdict" || what === "known" ? behindVerdict(scenario, cells, result) : new Set<string>();
    cells.forEach((cell, position) => {
      if (isKnown(cell) && suspected.has(placeKey(cell))) suspicions.set(position, { message, own: false });
    });
  }
  cells.forEach((cell, position) => {
    const message = mismatch(cell);
    if (message !== null) suspicions.set(position, { message, own: true });
  });
  return suspicions;
}

/** Places of the cells that differ more than they should; all cells where none does, but some should. */
function behindVerdict(
  scenario: Scenario,
  cells: readonly ReportCell[],
  { comparisons }: ScenarioResult,
): ReadonlySet<string> {
  const expected = scenario.expect.verdict?.value;
  const heavier = comparisons.filter(
    ({ verdict }) => expected !== undefined && compareSeverity(verdict, expected) > 0,
  );
  return new Set(heavier.length > 0 ? heavier.flatMap(comparedPlaces).map(placeKey) : cells.map(placeKey));
}

/** @param onlyOwn whether to leave cells alone that break no expectation of their own */
function withRepetitions(
  cells: readonly ReportCell[],
  repeated: ReadonlyMap<number, ReportCell>,
  suspicions: ReadonlyMap<number, Suspicion>,
  { mismatch }: Repetition,
  onlyOwn: boolean,
): readonly ReportCell[] {
  return cells.map((cell, position) => {
    const suspicion = suspicions.get(position);
    const second = repeated.get(position);
    if (suspicion === undefined || second === undefined || !isKnown(second) || !isKnown(cell)) return cell;
    if (onlyOwn && !suspicion.own) return cell;
    if (mismatch(second) !== null) return cell;
    // A cell that shows the same again has nothing to do with it.
    if (!suspicion.own && differenceOf(cell, second).verdict === "agree") return cell;
    return flaky(cell, second, suspicion.message);
  });
}

function flaky(first: KnownCell, second: KnownCell, message: string): ReportCell {
  return {
    ...second,
    flaky: true,
    firstOutcome: first.firstOutcome ?? first.outcome,
    firstUnexpected: first.firstUnexpected ?? message,
  };
}

/** What a run shows, as the expectations that would have said so. */
import { isAmbiguous, parseCellKey } from "../scenario/cell-key.ts";
import type { CellExpectation, Scenario, Verdict } from "../scenario/scenario.ts";
import { cellMismatch } from "./cell-mismatch.ts";
import { unusualEvidence } from "./cell-place.ts";
import { isKnown, type KnownCell } from "./differences.ts";
import { expectationOf } from "./expectations.ts";
import { keysFor, positionsOf, type RecordedFields, type RecordedKey } from "./recorded-keys.ts";
import type { ReportCell, ReportComparison } from "./report-data.ts";
import { worstVerdict } from "./verdict.ts";

export interface Recorded {
  /** The verdict to write; null to leave it as it is. */
  readonly verdict: Verdict | null;
  /** Keys that do not hold. */
  readonly drop: readonly string[];
  readonly add: readonly (readonly [key: string, fields: RecordedFields])[];
}

/**
 * What has to change in the expectations of a scenario so that this run fulfils them; null for nothing.
 * A file that expects something already gets no field that it has nowhere. Keys that hold stay, and so do those that hold for most of their cells: the others get keys that weigh more. Cells
 * that were not observed are left alone: nothing is known of them. What a libc's emulation shows is not recorded: the
 * real one says what is to be expected of both.
 */
export function recordedExpectations(
  scenario: Scenario,
  cells: readonly ReportCell[],
  comparisons: readonly ReportComparison[],
): Recorded | null {
  const { expect } = scenario;
  const known = cells.filter(isKnown).filter((cell) => unusualEvidence(cell) !== "emulated");
  const isNew = expect.cells.length === 0 && expect.verdict === undefined;
  const isWanted = isNew ? () => true : writtenIn(expect.cells);
  const broken = known.filter((cell) => {
    const expected = expectationOf(scenario, cell);
    return expected === null ? isNew : cellMismatch(expected, cell) !== null;
  });
  const open = new Set(broken);
  const drop: string[] = [];
  for (const expected of expect.cells) {
    const its = known.filter((cell) => expectationOf(scenario, cell) === expected);
    const isMostlyRight = its.filter((cell) => open.has(cell)).length * 2 < its.length;
    if (its.every((cell) => !open.has(cell)) || isMostlyRight) continue;
    drop.push(expected.key);
    // Whatever a dropped key was good for needs a key again.
    for (const cell of its) open.add(cell);
  }
  const kept = expect.cells.filter(({ key }) => !drop.includes(key));
  const others = known.filter((cell) => !open.has(cell));
  const added = keysFor(
    positionsOf(
      known.filter((cell) => open.has(cell)),
      isWanted,
    ),
    known,
    (candidate, earlier) => isFit(candidate, earlier, { ...scenario, expect: { cells: kept } }, others),
  );
  const add = added.map(({ key, fields }) => [key, fields] as const);
  const worst = worstVerdict(comparisons.map(({ verdict }) => verdict));
  // A file that does without a verdict goes on doing so; one that expects nothing yet gets all there is to say.
  const holds = (expect.verdict === undefined && !isNew) || worst === expect.verdict?.value;
  const verdict = known.length < cells.length || holds ? null : worst;
  return verdict === null && drop.length === 0 && add.length === 0 ? null : { verdict, drop, add };
}

/** What a lookup came to is one thing, in whichever words the file says it. */
const OUTCOME_FIELDS: readonly string[] = ["error", "never", "addresses", "text", "canonicalName"];

/** Of what these expectations say something: a file that does without a field goes on doing so. */
function writtenIn(expectations: readonly CellExpectation[]): (field: string) => boolean {
  const written = new Set<string>(expectations.flatMap((expectation) => Object.keys(expectation)));
  const tellsOutcome = OUTCOME_FIELDS.some((field) => written.has(field));
  return (field) => (OUTCOME_FIELDS.includes(field) ? tellsOutcome : written.has(field));
}

/**
 * Whether a key says of its cells what it should, and changes nothing for others: of the keys that name a cell the most
 * specific one counts.
 */
function isFit(
  candidate: RecordedKey,
  earlier: readonly RecordedKey[],
  scenario: Scenario,
  others: readonly KnownCell[],
): boolean {
  const kept = [...scenario.expect.cells, ...earlier.map((one) => expectationUnder(one, scenario))];
  const added = expectationUnder(candidate, scenario);
  const isTaken = kept.some(({ key, target }) => key === added.key || isAmbiguous(target, added.target));
  if (isTaken) return false;
  const after = { ...scenario, expect: { cells: [...kept, added] } };
  const counts = (cell: KnownCell) => expectationOf(after, cell) === added;
  const bystanders = [...others, ...earlier.flatMap(({ cells }) => cells)];
  return (
    candidate.cells.every(counts) &&
    bystanders.every((cell) => !counts(cell) || cellMismatch(added, cell) === null)
  );
}

function expectationUnder({ key, fields }: RecordedKey, { file }: Scenario): CellExpectation {
  return { ...fields, key, target: parseCellKey(key), place: { file, line: 1, column: 1 }, places: {} };
}

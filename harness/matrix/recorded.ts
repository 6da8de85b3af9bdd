/** What a run shows, as the expectations that would have said so. */
import { parseCellKey } from "../scenario/cell-key.ts";
import type { CellExpectation, Scenario, Verdict } from "../scenario/scenario.ts";
import { cellMismatch } from "./cell-mismatch.ts";
import { isKnown, type KnownCell } from "./differences.ts";
import { expectationOf } from "./expectations.ts";
import type { ReportCell, ReportComparison } from "./report-data.ts";
import { worstVerdict } from "./verdict.ts";

/** Fields of an expectation, in the order in which they are written. */
export interface RecordedFields {
  readonly error?: string;
  readonly never?: true;
  readonly addresses?: readonly string[];
  readonly asks?: readonly string[];
  readonly mode?: string;
}

export interface Recorded {
  /** The verdict to write; null to leave it as it is. */
  readonly verdict: Verdict | null;
  /** Keys that do not hold. */
  readonly drop: readonly string[];
  readonly add: readonly (readonly [key: string, fields: RecordedFields])[];
}

/**
 * What has to change in the expectations of a scenario so that this run fulfils them; null for nothing.
 * Keys that hold stay. Cells that were not observed are left alone: nothing is known of them.
 */
export function recordedExpectations(
  scenario: Scenario,
  cells: readonly ReportCell[],
  comparisons: readonly ReportComparison[],
): Recorded | null {
  const { expect } = scenario;
  const known = cells.filter(isKnown);
  const broken = known.filter((cell) => {
    const expected = expectationOf(scenario, cell);
    return expected === null ? expect.cells.length === 0 : cellMismatch(expected, cell) !== null;
  });
  const dropped = new Set(broken.flatMap((cell) => expectationOf(scenario, cell)?.key ?? []));
  const kept = expect.cells.filter(({ key }) => !dropped.has(key));
  // Whatever a dropped key was good for needs a key again.
  const open = known.filter((cell) => {
    const key = expectationOf(scenario, cell)?.key;
    return key === undefined ? expect.cells.length === 0 : dropped.has(key);
  });
  const worst = worstVerdict(comparisons.map(({ verdict }) => verdict));
  // A file that does without a verdict goes on doing so; one that expects nothing yet gets all there is to say.
  const tellsVerdict = expect.verdict !== undefined || expect.cells.length === 0;
  const holds = !tellsVerdict || worst === expect.verdict?.value;
  const verdict = known.length < cells.length || holds ? null : worst;
  const others = known.filter((cell) => !open.includes(cell));
  const add = keysFor(open, (key, fields, group) =>
    isFit(key, fields, { ...scenario, expect: { cells: kept } }, group, others),
  );
  return verdict === null && dropped.size === 0 && add.length === 0
    ? null
    : { verdict, drop: [...dropped], add };
}

/** From the widest key to the narrowest; the narrowest says what all of its cells share. */
const LEVELS: readonly ((cell: KnownCell) => string)[] = [
  ({ resolver }) => resolver.split("@")[0] ?? resolver,
  ({ resolver }) => resolver,
  ({ image, resolver }) => `${image}/${resolver}`,
  ({ image, resolver, host }) => `${image}/${resolver} on ${host}`,
];

/**
 * Whether a key says of the cells of `group`, for which it is written, what it should, and changes nothing for `others`:
 * of the keys that name a cell the most specific one counts.
 */
function isFit(
  key: string,
  fields: RecordedFields,
  scenario: Scenario,
  group: readonly KnownCell[],
  others: readonly KnownCell[],
): boolean {
  const kept = scenario.expect.cells;
  if (kept.some((expected) => expected.key === key)) return false;
  const place = { file: scenario.file, line: 1, column: 1 };
  const added: CellExpectation = { ...fields, key, target: parseCellKey(key), place, places: {} };
  const after = { ...scenario, expect: { cells: [...kept, added] } };
  const counts = (cell: KnownCell) => expectationOf(after, cell) === added;
  return group.every(counts) && others.every((cell) => !counts(cell) || sameFields(fieldsOf(cell), fields));
}

function keysFor(
  cells: readonly KnownCell[],
  isFitKey: (key: string, fields: RecordedFields, group: readonly KnownCell[]) => boolean,
  level = 0,
): Recorded["add"] {
  const keyOf = LEVELS[level];
  if (keyOf === undefined) return [];
  const groups = new Map<string, KnownCell[]>();
  for (const cell of cells) groups.set(keyOf(cell), [...(groups.get(keyOf(cell)) ?? []), cell]);
  return [...groups].flatMap(([key, group]) => {
    const isLast = level === LEVELS.length - 1;
    const shared = sharedFields(group);
    const isWhole = group.every((cell) => sameFields(fieldsOf(cell), shared));
    if ((isWhole || isLast) && isFitKey(key, shared, group))
      return Object.keys(shared).length === 0 ? [] : [[key, shared]];
    return keysFor(group, isFitKey, level + 1);
  });
}

function fieldsOf(cell: KnownCell): RecordedFields {
  const { outcome, alternatives, trace, mode } = cell;
  const asks = [...new Set(trace.map(({ server }) => server))];
  // A resolver that races with itself shows another outcome next time.
  const result: RecordedFields =
    alternatives.length > 0
      ? {}
      : outcome.kind === "answer"
        ? { addresses: outcome.addresses }
        : outcome.kind === "never"
          ? { never: true }
          : { error: outcome.code };
  return { ...result, asks, ...(mode?.order === "cgo" ? { mode: mode.order } : {}) };
}

function sharedFields(cells: readonly KnownCell[]): RecordedFields {
  const [first, ...others] = cells.map((cell) => Object.entries(fieldsOf(cell)));
  const all = others.map((fields) => new Map(fields));
  return Object.fromEntries(
    (first ?? []).filter(([name, value]) =>
      all.every((fields) => JSON.stringify(fields.get(name)) === JSON.stringify(value)),
    ),
  );
}

function sameFields(left: RecordedFields, right: RecordedFields): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

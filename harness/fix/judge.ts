/** Which cells of a setting are well, and what a change of it mends and breaks. */
import type { ReportCell } from "../matrix/report-data.ts";
import type { Outcome } from "../world/world.ts";

/** A person notices, and programs give up. */
const SLOW_MS = 1000;

export type Health = "well" | "fails" | "waits" | "other addresses";

export interface Effect {
  /** Cells that were not well and are now. */
  readonly mended: readonly number[];
  /** Cells that were well and are not now. */
  readonly broken: readonly number[];
  /** Cells that are still not well. */
  readonly left: readonly number[];
}

/** What the program of a cell gets: a Go program with cgo perhaps through the libc. */
export function outcomeOf({ outcome, program, programOutcome }: ReportCell): Outcome | undefined {
  return program === "libc" ? (programOutcome ?? outcome) : outcome;
}

/**
 * By lookup name, the addresses on which all answers agree; none where they differ or nothing answers.
 */
export function wantedAddresses(cells: readonly ReportCell[]): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, readonly string[]>();
  for (const [name, answers] of answersByName(cells)) {
    const sets = new Set(answers.map(keyOf));
    const [first] = answers;
    if (sets.size === 1 && first !== undefined) wanted.set(name, first);
  }
  return wanted;
}

function answersByName(cells: readonly ReportCell[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const answers = new Map<string, (readonly string[])[]>();
  for (const cell of cells) {
    const outcome = outcomeOf(cell);
    if (outcome?.kind !== "answer") continue;
    const { name } = cell.lookup;
    answers.set(name, [...(answers.get(name) ?? []), outcome.addresses]);
  }
  return answers;
}

/** How each cell is; a program that looks up through the libc waits as long as that. */
export function healthOf(cells: readonly ReportCell[]): readonly Health[] {
  const wanted = wantedAddresses(cells);
  const libcMs = new Map(
    cells.flatMap((cell) => (cell.program === undefined ? [[placeOf(cell), cell.elapsedMs] as const] : [])),
  );
  return cells.map((cell) => {
    const outcome = outcomeOf(cell);
    if (outcome?.kind !== "answer" || outcome.addresses.length === 0) return "fails";
    if (!wanted.has(cell.lookup.name)) return "other addresses";
    const ms = cell.program === "libc" ? (libcMs.get(placeOf(cell)) ?? cell.elapsedMs) : cell.elapsedMs;
    return ms > SLOW_MS ? "waits" : "well";
  });
}

function placeOf({ lookup, image, host }: ReportCell): string {
  return JSON.stringify([lookup, image, host]);
}

/**
 * @param before and after: cell by cell the same places
 * @param wanted by lookup name, the addresses that are right, where that is known
 */
export function effectOf(
  before: readonly ReportCell[],
  after: readonly ReportCell[],
  wanted: ReadonlyMap<string, readonly string[]> = wantedAddresses(before),
): Effect {
  const [was, is] = [healthOf(before), healthOf(after)];
  const good = is.map((health, place) => {
    const outcome = after[place] === undefined ? undefined : outcomeOf(after[place]);
    const known = wanted.get(before[place]?.lookup.name ?? "");
    if (health !== "well" || outcome?.kind !== "answer") return false;
    // A remedy that gives all of them another address mends nothing.
    return known === undefined || outcome.addresses.some((address) => known.includes(address));
  });
  const where = (holds: (place: number) => boolean) =>
    before.flatMap((_, place) => (holds(place) ? [place] : []));
  return {
    mended: where((place) => was[place] !== "well" && good[place] === true),
    broken: where((place) => was[place] === "well" && good[place] !== true),
    left: where((place) => was[place] !== "well" && good[place] !== true),
  };
}

/** Questions of all cells, and the longest that one of them takes. */
export interface Price {
  readonly questions: number;
  readonly longestMs: number;
}

export function priceOf(cells: readonly ReportCell[]): Price {
  return {
    questions: cells.reduce((sum, { trace, traceOmitted = 0 }) => sum + trace.length + traceOmitted, 0),
    longestMs: Math.max(0, ...cells.map(({ elapsedMs }) => elapsedMs)),
  };
}

function keyOf(addresses: readonly string[]): string {
  return JSON.stringify([...new Set(addresses)].sort());
}

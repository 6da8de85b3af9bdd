/** The keys under which what a run shows is written: as few as say it, and as wide as is true. */
import { familyOf, formatResolverId, parseResolverId } from "../resolvers/id.ts";
import { compareReleases } from "../resolvers/version-order.ts";
import type { Outcome } from "../world/world.ts";
import type { KnownCell } from "./differences.ts";

/** Fields of an expectation, in the order in which they are written. */
export interface RecordedFields {
  readonly error?: string;
  readonly never?: true;
  readonly addresses?: readonly string[];
  readonly earlier?: readonly { readonly error?: string; readonly addresses?: readonly string[] }[];
  readonly asks?: readonly string[];
  readonly mode?: string;
}

/** All lookups of one resolver in one image on one host, and what they have in common. */
export interface Position {
  readonly cells: readonly KnownCell[];
  readonly image: string;
  readonly host: string;
  readonly resolver: string;
  readonly fields: RecordedFields;
}

/** A key, what is written under it, and the cells that it is written for. */
export interface RecordedKey {
  readonly key: string;
  readonly fields: RecordedFields;
  readonly cells: readonly KnownCell[];
}

/** Whether a key says of its cells what it should, beside those that are there and those that were added. */
type IsFit = (candidate: RecordedKey, added: readonly RecordedKey[]) => boolean;

/** Keys for groups of positions; a position may be left without. */
type Level = (positions: readonly Position[], known: readonly KnownCell[]) => readonly Group[];
type Group = readonly [key: string, positions: readonly Position[]];

/** @param isWanted which fields are to be written at all */
export function positionsOf(
  cells: readonly KnownCell[],
  isWanted: (field: string) => boolean,
): readonly Position[] {
  return [
    ...groupedBy(cells, ({ image, host, resolver }) => JSON.stringify([image, host, resolver])),
  ].flatMap(([, its]) => {
    const [first] = its;
    if (first === undefined) return [];
    const { image, host, resolver } = first;
    return [{ cells: its, image, host, resolver, fields: sharedFields(its, isWanted) }];
  });
}

/** From the widest key to the narrowest. */
const LEVELS: readonly Level[] = [
  byKey(({ resolver }) => familyName(resolver)),
  byRange(null),
  byKey(({ resolver, host }) => `${familyName(resolver)} on ${host}`),
  (positions, known) =>
    [...groupedBy(positions, ({ host }) => host)].flatMap(([host, its]) => byRange(host)(its, known)),
  byKey(({ resolver }) => resolver),
  byKey(({ image, resolver }) => `${image}/${resolver}`),
  byKey(({ image, resolver, host }) => `${image}/${resolver} on ${host}`),
];

/** Keys for all positions, of resolvers of all families. `known` are all cells of the run. */
export function keysFor(
  positions: readonly Position[],
  known: readonly KnownCell[],
  isFit: IsFit,
): readonly RecordedKey[] {
  const families = groupedBy(positions, ({ resolver }) => familyName(resolver));
  const added: RecordedKey[] = [];
  for (const ofFamily of families.values()) added.push(...keysOfFamily(ofFamily, known, added, isFit));
  return added;
}

function keysOfFamily(
  positions: readonly Position[],
  known: readonly KnownCell[],
  others: readonly RecordedKey[],
  isFit: IsFit,
): readonly RecordedKey[] {
  const added: RecordedKey[] = [];
  let open = positions;
  for (const level of LEVELS) {
    for (const [key, candidates] of level(open, known)) {
      const group = candidates.filter((position) => open.includes(position));
      const [first] = group;
      if (first === undefined || !group.every(({ fields }) => sameFields(fields, first.fields))) continue;
      const { fields } = first;
      const candidate = { key, fields, cells: group.flatMap(({ cells }) => cells) };
      if (!isFit(candidate, [...others, ...added])) continue;
      if (Object.keys(fields).length > 0) added.push(candidate);
      open = open.filter((position) => !group.includes(position));
    }
  }
  return added;
}

function byKey(keyOf: (position: Position) => string): Level {
  return (positions) => [...groupedBy(positions, keyOf)];
}

/**
 * Ranges of versions that show the same, on one host or wherever. What most versions show, or the newest of as many, goes
 * by the family's name alone.
 */
function byRange(host: string | null): Level {
  return (positions, known) => {
    const [first] = positions;
    const family = familyName(first?.resolver ?? "");
    if (family !== "musl" && family !== "glibc") return [];
    const isMeant = ({ resolver, host: its }: { readonly resolver: string; readonly host: string }) =>
      familyName(resolver) === family && (host === null || its === host);
    const suffix = host === null ? "" : ` on ${host}`;
    const runs = runsOf(positions, known.filter(isMeant));
    const standard = runs
      .map(({ fields }) => runs.filter((run) => sameFields(run.fields, fields)))
      .reduce<readonly Run[]>((best, same) => (versionsIn(same) >= versionsIn(best) ? same : best), []);
    return [
      [`${family}${suffix}`, standard.flatMap((run) => run.positions)],
      ...runs.map((run): Group => [`${family}@${rangeText(run)}${suffix}`, run.positions]),
    ];
  };
}

/** Neighbouring versions whose positions are all open and show the same. */
interface Run {
  readonly fields: RecordedFields;
  readonly versions: readonly string[];
  readonly positions: readonly Position[];
  /** Where it begins, null at the first version; and the version behind its last, null at the last one. */
  readonly from: string | null;
  readonly to: string | null;
}

function runsOf(positions: readonly Position[], known: readonly KnownCell[]): readonly Run[] {
  const versions = [...new Set(known.map(({ resolver }) => resolver))]
    .map(parseResolverId)
    .filter((id) => id !== null)
    .toSorted(compareReleases)
    .map((id) => formatResolverId(id).slice(`${id.family}@`.length));
  const runs: Run[] = [];
  for (const [index, version] of versions.entries()) {
    const its = positions.filter(({ resolver }) => resolver.endsWith(`@${version}`));
    const [first] = its;
    const cells = known.filter(({ resolver }) => resolver.endsWith(`@${version}`));
    const isWhole = its.every(({ fields }) => sameFields(fields, first?.fields ?? {}));
    if (first === undefined || !isWhole || its.flatMap((one) => one.cells).length < cells.length) continue;
    const last = runs.at(-1);
    const to = versions[index + 1] ?? null;
    if (last !== undefined && last.to === version && sameFields(last.fields, first.fields)) {
      const versionsNow = [...last.versions, version];
      runs[runs.length - 1] = { ...last, versions: versionsNow, positions: [...last.positions, ...its], to };
    } else {
      const from = index === 0 ? null : version;
      runs.push({ fields: first.fields, versions: [version], positions: its, from, to });
    }
  }
  return runs;
}

function rangeText({ from, to }: Run): string {
  return [from === null ? "" : `>=${from}`, to === null ? "" : `<${to}`]
    .filter((text) => text !== "")
    .join(",");
}

function versionsIn(runs: readonly Run[]): number {
  return runs.reduce((sum, { versions }) => sum + versions.length, 0);
}

/** What a key for all of its family says; a libc that nobody knows has none but its own. */
function familyName(resolver: string): string {
  return familyOf(resolver) ?? resolver;
}

function fieldsOf(cell: KnownCell): RecordedFields {
  const { outcome, alternatives, orderDecides, earlier = [], trace, mode } = cell;
  const asks = [...new Set(trace.map(({ server }) => server))];
  // A resolver that races with itself shows another outcome next time.
  const result = alternatives.length > 0 || orderDecides !== undefined ? {} : outcomeFields(outcome);
  const before = earlier.map((one) =>
    one.kind === "answer"
      ? { addresses: one.addresses }
      : { error: one.kind === "never" ? one.kind : one.code },
  );
  return {
    ...result,
    ...(before.length === 0 ? {} : { earlier: before }),
    asks,
    ...(mode?.order === "cgo" ? { mode: mode.order } : {}),
  };
}

function outcomeFields(outcome: Outcome): RecordedFields {
  switch (outcome.kind) {
    case "answer":
      return { addresses: outcome.addresses };
    case "never":
      return { never: true };
    case "error":
      return { error: outcome.code };
  }
}

function sharedFields(cells: readonly KnownCell[], isWanted: (field: string) => boolean): RecordedFields {
  const [first, ...others] = cells.map((cell) =>
    Object.entries(fieldsOf(cell)).filter(([name]) => isWanted(name)),
  );
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

/** Groups in order of first appearance. */
function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

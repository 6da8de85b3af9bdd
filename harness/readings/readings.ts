/** What several readers make of one thing, told once for those that agree. */

import { GLIBC_LEVELS, type GlibcLevel, glibcLabel } from "../resolvers/glibc/levels.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import { goLabel } from "./go-versions.ts";

/** One value per reader: each Go build, musl (which never changed here), each level of glibc. */
export interface PerReader<Value> {
  readonly go: readonly (readonly [GoBuild, Value])[];
  readonly musl: Value;
  readonly glibc: readonly (readonly [GlibcLevel, Value])[];
}

export interface Agreement<Value> {
  /** "everybody", "Go, musl", "Go 1.11–1.19", "glibc ≥2.29 (RHEL ≥7.7)". */
  readonly readers: string;
  readonly value: Value;
}

interface Readers {
  readonly go: GoBuild[];
  musl: boolean;
  readonly glibc: GlibcLevel[];
}

/**
 * Groups readers by value, in the order Go, musl, glibc of each group's first reader.
 * @param keyOf what makes two values equal; default: all of the value
 */
export function agreements<Value>(
  { go, musl, glibc }: PerReader<Value>,
  keyOf: (value: Value) => unknown = (value) => value,
): readonly Agreement<Value>[] {
  const groups = new Map<string, { readonly readers: Readers; readonly value: Value }>();
  const readersOf = (value: Value): Readers => {
    const key = JSON.stringify(keyOf(value));
    const group = groups.get(key) ?? { readers: { go: [], musl: false, glibc: [] }, value };
    groups.set(key, group);
    return group.readers;
  };
  for (const [build, value] of go) readersOf(value).go.push(build);
  readersOf(musl).musl = true;
  for (const [level, value] of glibc) readersOf(value).glibc.push(level);
  return [...groups.values()].map(({ readers, value }) => ({
    readers: labelOf(
      readers,
      go.map(([build]) => build),
    ),
    value,
  }));
}

/** The same value for every level of glibc, unless it depends on the level. */
export function perGlibc<Value>(readAs: (level: GlibcLevel) => Value): PerReader<Value>["glibc"] {
  return GLIBC_LEVELS.map((level) => [level, readAs(level)]);
}

/** The same readers, each with another value. */
export function mapReaders<From, To>(
  { go, musl, glibc }: PerReader<From>,
  change: (value: From) => To,
): PerReader<To> {
  return {
    go: go.map(([build, value]) => [build, change(value)]),
    musl: change(musl),
    glibc: glibc.map(([level, value]) => [level, change(value)]),
  };
}

function labelOf({ go, musl, glibc }: Readers, all: readonly GoBuild[]): string {
  if (go.length === all.length && musl && glibc.length === GLIBC_LEVELS.length) return "everybody";
  return [
    go.length === 0 ? "" : goLabel(go, all),
    musl ? "musl" : "",
    glibc.length === 0 ? "" : glibcLabel(glibc),
  ]
    .filter((label) => label !== "")
    .join(", ");
}

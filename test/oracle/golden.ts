/** What real Go did with the named cases, as it was recorded. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";
import type { OracleRun } from "./oracle-case.ts";

const FILE = join(import.meta.dirname, "golden.jsonl");

/** One case and build: the releases that did the same, and everything that they did. */
export interface GoldenLine {
  readonly title: string;
  readonly build: Pick<GoBuild, "cgo" | "tags"> & { readonly goLine: string | null | "own" };
  readonly results: readonly {
    /** "1.19.8". */
    readonly versions: readonly string[];
    /** More than one where Go races with itself. */
    readonly runs: readonly OracleRun[];
  }[];
}

export function readGolden(): readonly GoldenLine[] {
  return readFileSync(FILE, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): GoldenLine => JSON.parse(line));
}

export function writeGolden(lines: readonly GoldenLine[]): void {
  writeFileSync(FILE, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/**
 * The newly recorded cases, each with the older results of releases that were not recorded now. Results of cases that no longer exist
 * are left out.
 */
export function withRecorded(
  older: readonly GoldenLine[],
  recorded: readonly GoldenLine[],
): readonly GoldenLine[] {
  const now = new Set(recorded.flatMap(({ results }) => results.flatMap(({ versions }) => versions)));
  const known = new Map(older.map((line) => [keyOf(line), line.results]));
  return recorded.map((line) => {
    const kept = (known.get(keyOf(line)) ?? []).map(({ versions, runs }) => {
      return { versions: versions.filter((version) => !now.has(version)), runs };
    });
    return { ...line, results: merged([...kept, ...line.results]) };
  });
}

function keyOf({ title, build: { cgo, tags, goLine } }: GoldenLine): string {
  return JSON.stringify([title, cgo, tags, goLine]);
}

/** Releases that did the same are one result; the oldest release first. */
function merged(results: GoldenLine["results"]): GoldenLine["results"] {
  const byRuns = new Map<string, { readonly versions: string[]; readonly runs: readonly OracleRun[] }>();
  for (const { versions, runs } of results) {
    const key = JSON.stringify(runs);
    const same = byRuns.get(key) ?? { versions: [], runs };
    same.versions.push(...versions);
    byRuns.set(key, same);
  }
  return [...byRuns.values()]
    .filter(({ versions }) => versions.length > 0)
    .map(({ versions, runs }) => ({ versions: versions.sort(byVersion), runs }))
    .sort(({ versions: [left = ""] }, { versions: [right = ""] }) => byVersion(left, right));
}

function byVersion(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}

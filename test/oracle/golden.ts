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

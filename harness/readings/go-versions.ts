/** Go releases side by side: which of them come to the same, and a short name for those. */
import type { GoBuild } from "../resolvers/go/index.ts";

/** Builds that come to one and the same value. */
export interface Group<Value> {
  /** "Go" for all of them, else "Go 1.11–1.19", "Go 1.22.5 (CGO_ENABLED=0), 1.24". */
  readonly label: string;
  readonly builds: readonly GoBuild[];
  /** What the newest of them comes to: values that count as equal may differ in what the key leaves out. */
  readonly value: Value;
}

/**
 * Groups builds by what they come to, in the order of each group's first build.
 * @param keyOf what makes two values equal; default: all of the value
 */
export function groupBuilds<Value>(
  values: readonly (readonly [GoBuild, Value])[],
  keyOf: (value: Value) => unknown = (value) => value,
): readonly Group<Value>[] {
  const groups = new Map<string, { readonly builds: GoBuild[]; value: Value }>();
  for (const [build, value] of values) {
    const key = JSON.stringify(keyOf(value));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { builds: [build], value });
    else {
      group.builds.push(build);
      group.value = value;
    }
  }
  const all = values.map(([build]) => build);
  return [...groups.values()].map(({ builds, value }) => ({ label: goLabel(builds, all), builds, value }));
}

/** "Go" for all builds that are looked at, else "Go 1.11–1.19, 1.24". */
export function goLabel(builds: readonly GoBuild[], all: readonly GoBuild[]): string {
  return builds.length === all.length ? "Go" : `Go ${versionList(builds)}`;
}

/** "1.11–1.19, 1.24": neighbouring minor releases as a range. */
export function versionList(builds: readonly GoBuild[]): string {
  const runs: GoBuild[][] = [];
  for (const build of builds) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && follows(last, build)) run.push(build);
    else runs.push([build]);
  }
  return runs.map(runLabel).join(", ");
}

function runLabel(run: readonly GoBuild[]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return "";
  return first === last ? buildLabel(first) : `${first.version}–${last.version}`;
}

/** What makes a build another one than an ordinary build of its version stands behind it. */
function buildLabel(build: GoBuild): string {
  const particulars = particularsOf(build);
  return particulars === "" ? build.version : `${build.version} (${particulars})`;
}

function particularsOf({ cgo, tags, godebug, goLine }: GoBuild): string {
  return [
    cgo ? "" : "CGO_ENABLED=0",
    tags.length === 0 ? "" : `-tags ${tags.join(",")}`,
    godebug === "" ? "" : `GODEBUG=${godebug}`,
    goLine === undefined ? "" : goLine === null ? "no go line" : `go ${goLine} in go.mod`,
  ]
    .filter((text) => text !== "")
    .join(" ");
}

/** Whether a build is the next minor release, and nothing special. */
function follows(earlier: GoBuild, later: GoBuild): boolean {
  const isPlain = particularsOf(earlier) === "" && particularsOf(later) === "";
  const [from, to] = [minorOf(earlier), minorOf(later)];
  return isPlain && from !== null && to !== null && to === from + 1;
}

/** Null for a patch release, which stands alone. */
function minorOf({ version }: GoBuild): number | null {
  const minor = /^1\.([0-9]+)$/.exec(version)?.[1];
  return minor === undefined ? null : Number(minor);
}

/** Releases in short: "musl ≤1.2.0", "glibc ≥2.26 (RHEL ≥7.5)", "Go 1.11–1.19". */
import type { Line, Model } from "../../resolvers/models.ts";

const LINES: readonly Line[] = ["Go", "musl", "glibc", "RHEL"];

/** Who these are among all; each family's name alone where all of it is meant. */
export function labelOf(some: readonly Model[], all: readonly Model[]): string {
  if (some.length === all.length) return "everybody";
  const ranges = new Map(LINES.map((line) => [line, rangesOf(line, some, all)]));
  const [glibc, rhel] = [ranges.get("glibc") ?? null, ranges.get("RHEL") ?? null];
  const parts = [
    named("Go", ranges.get("Go") ?? null),
    named("musl", ranges.get("musl") ?? null),
    glibc === null ? named("RHEL", rhel) : `${named("glibc", glibc)}${besides(glibc, rhel)}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function named(line: string, ranges: string | null): string {
  if (ranges === null) return "";
  return ranges === "" ? line : `${line} ${ranges}`;
}

function besides(glibc: string, rhel: string | null): string {
  if (rhel === null) return " (RHEL: none)";
  if (rhel === "") return glibc === "" ? "" : " (RHEL)";
  return ` (RHEL ${rhel})`;
}

/** Null for none of the line, "" for all of it. */
function rangesOf(line: Line, some: readonly Model[], all: readonly Model[]): string | null {
  const members = all.filter((model) => model.line === line);
  const isMeant = members.map((model) => some.includes(model));
  if (members.length === 0 || !isMeant.includes(true)) return null;
  if (!isMeant.includes(false)) return "";
  const runs: string[] = [];
  for (let from = 0; from < members.length; from++) {
    if (isMeant[from] !== true) continue;
    let to = from;
    while (isMeant[to + 1] === true) to++;
    runs.push(rangeText(members, from, to, line !== "Go"));
    from = to;
  }
  return runs.join(", ");
}

/** Of Go the releases are chosen by who asks, so that there is no "and later" among them. */
function rangeText(members: readonly Model[], from: number, to: number, isOpen: boolean): string {
  const [first, last] = [members[from]?.label ?? "", members[to]?.label ?? ""];
  if (isOpen && from === 0) return `≤${last}`;
  if (isOpen && to === members.length - 1) return `≥${first}`;
  return from === to ? first : `${first}–${last}`;
}

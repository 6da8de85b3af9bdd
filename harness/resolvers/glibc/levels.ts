/**
 * glibc by the age of its resolver: not one resolver per version number, since RHEL's and CentOS's 2.17 took newer
 * ones over. A level begins where the reading of configuration changed (resolv/res_init.c, nss/).
 */

export interface GlibcLevel {
  readonly id: "2.17" | "2.26" | "2.29" | "2.31" | "2.33" | "2.35" | "2.36" | "2.41";
  /** Releases of RHEL and CentOS 7 whose glibc 2.17 has this resolver; null for none. */
  readonly rhel: { readonly from: string | null; readonly to: string | null } | null;
  /** Last upstream release of the level; null for the newest. */
  readonly last: string | null;
}

export const GLIBC_LEVELS: readonly GlibcLevel[] = [
  { id: "2.17", last: "2.25", rhel: { from: null, to: "7.4" } },
  { id: "2.26", last: "2.28", rhel: { from: "7.5", to: "7.6" } },
  { id: "2.29", last: "2.30", rhel: { from: "7.7", to: null } },
  { id: "2.31", last: "2.32", rhel: null },
  { id: "2.33", last: "2.34", rhel: null },
  { id: "2.35", last: "2.35", rhel: null },
  { id: "2.36", last: "2.40", rhel: null },
  { id: "2.41", last: null, rhel: null },
];

/** Whether a level has what upstream has since a release. */
export function isSince(level: GlibcLevel, release: GlibcLevel["id"]): boolean {
  return GLIBC_LEVELS.indexOf(level) >= GLIBC_LEVELS.findIndex(({ id }) => id === release);
}

/** "glibc ≤2.28 (RHEL ≤7.6)" for neighbouring levels, several such ranges for others; "glibc" for all levels. */
export function glibcLabel(levels: readonly GlibcLevel[]): string {
  const runs: GlibcLevel[][] = [];
  for (const level of GLIBC_LEVELS) {
    if (!levels.includes(level)) continue;
    const run = runs.at(-1);
    const previous = GLIBC_LEVELS[GLIBC_LEVELS.indexOf(level) - 1];
    if (run !== undefined && previous !== undefined && run.at(-1) === previous) run.push(level);
    else runs.push([level]);
  }
  return `glibc ${runs.map(rangeOf).join(", ")}`.trimEnd();
}

function rangeOf(run: readonly GlibcLevel[]): string {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return "";
  const isOldest = first === GLIBC_LEVELS[0];
  if (isOldest && last.last === null) return "";
  const range = isOldest
    ? `≤${last.last}`
    : last.last === null
      ? `≥${first.id}`
      : between(first.id, last.last);
  return `${range}${rhelNote(run, isOldest)}`;
}

function between(from: string, to: string): string {
  return from === to ? from : `${from}–${to}`;
}

function rhelNote(run: readonly GlibcLevel[], isOldest: boolean): string {
  const named = run.flatMap(({ rhel }) => (rhel === null ? [] : [rhel]));
  const [first, last] = [named[0], named.at(-1)];
  if (first === undefined || last === undefined) return "";
  if (isOldest) return last.to === null ? " (RHEL 7)" : ` (RHEL ≤${last.to})`;
  if (last.to === null) return ` (RHEL ≥${first.from})`;
  return ` (RHEL ${between(first.from ?? "", last.to)})`;
}

/**
 * Which of two versions is older, as rpm's rpmvercmp and dpkg order them: numbers as numbers, longer after shorter,
 * and a tilde before everything. "2.17-196.el7" < "2.17-260.el7_6.3", "1.2.4" < "1.2.4_git20230717" < "1.2.5".
 */
import type { ResolverId } from "./id.ts";

/** A version with its release, as an id has them. */
export type Release = Pick<ResolverId, "version" | "release">;

const PARTS = /~|\d+|[a-z]+/gi;
const DIGITS = /^\d+$/;
/** Suffixes of a version that is still to come, which Alpine's package manager puts before it as well. */
const PRE_RELEASE = /^(?:~|alpha|beta|pre|rc)$/i;

/**
 * Negative where `left` is older, positive where it is newer, 0 where they are the same. A release comes after the bare
 * version that it was made from.
 */
export function compareReleases(left: Release, right: Release): number {
  return (
    compareVersions(left.version, right.version) || compareVersions(left.release ?? "", right.release ?? "")
  );
}

/** The same for one version or one release as text: "1.2.4_git20230717", "260.el7_6.3". */
export function compareVersions(left: string, right: string): number {
  const [these, those] = [partsOf(left), partsOf(right)];
  for (let place = 0; place < Math.max(these.length, those.length); place++) {
    const order = compareParts(these[place], those[place]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): readonly string[] {
  return version.match(PARTS) ?? [];
}

/** undefined: this version has ended. */
function compareParts(left: string | undefined, right: string | undefined): number {
  const ranks = rankOf(left) - rankOf(right);
  if (ranks !== 0 || left === undefined || right === undefined) return ranks;
  return DIGITS.test(left) ? compareNumbers(left, right) : compareTexts(left, right);
}

/** Pre-releases before the end of a version, letters after it, numbers after letters. */
function rankOf(part: string | undefined): number {
  if (part === undefined) return 1;
  if (part === "~") return -1;
  if (PRE_RELEASE.test(part)) return 0;
  return DIGITS.test(part) ? 3 : 2;
}

/** Digits of any length: versions come from images, and may be longer than a number is exact. */
function compareNumbers(left: string, right: string): number {
  const [these, those] = [left.replace(/^0+/, ""), right.replace(/^0+/, "")];
  return these.length - those.length || compareTexts(these, those);
}

/** By code unit, whatever the machine's language. */
function compareTexts(left: string, right: string): number {
  return Number(left > right) - Number(left < right);
}

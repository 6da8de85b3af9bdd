/** Versions in the keys of `expect.cells`: one of them, or all that lie within bounds. */
import { compareReleases, type Release } from "../resolvers/version-order.ts";

/** "<1.2.4", ">=2.17-222.el7". */
export interface VersionBound {
  readonly relation: "<" | "<=" | ">" | ">=";
  readonly than: Release;
}

export type Versions =
  /** `text` as it stands in the id of a resolver, or the beginning of it up to a hyphen. */
  | { readonly kind: "one"; readonly text: string }
  /** At most one bound from below and one from above. */
  | { readonly kind: "range"; readonly above: VersionBound | null; readonly below: VersionBound | null };

const BOUND = /^(<=?|>=?)([\w.+~]+(?:-[\w.+~]+)?)$/;

/** Reads what stands behind the @ of a key; text that is no range is taken for one version. */
export function parseVersions(text: string): Versions {
  const bounds = text.split(",").map(parseBound);
  const above = bounds.filter((bound) => bound?.relation.startsWith(">"));
  const below = bounds.filter((bound) => bound?.relation.startsWith("<"));
  if (bounds.includes(null) || above.length > 1 || below.length > 1) return { kind: "one", text };
  return { kind: "range", above: above[0] ?? null, below: below[0] ?? null };
}

function parseBound(text: string): VersionBound | null {
  const [, relation, release = ""] = BOUND.exec(text) ?? [];
  if (relation !== "<" && relation !== "<=" && relation !== ">" && relation !== ">=") return null;
  return { relation, than: parseRelease(release) };
}

/** "2.17-196.el7" as version and release. */
function parseRelease(text: string): Release {
  const hyphen = text.indexOf("-");
  return hyphen < 0
    ? { version: text, release: null }
    : { version: text.slice(0, hyphen), release: text.slice(hyphen + 1) };
}

/** Why no version can be meant, for people; null where some can. */
export function versionsProblem(versions: Versions): string | null {
  if (versions.kind === "one") {
    // Behind a hyphen stands how a Go program was built: "1.24-CGO_ENABLED=0".
    const isAttempt = /^[^-]*[<>=,]|[<>]/.test(versions.text);
    return isAttempt ? "a range is <, <=, > or >= and a version; with a comma it may have both ends" : null;
  }
  const { above, below } = versions;
  if (above === null || below === null || compareReleases(above.than, below.than) < 0) return null;
  const touches = compareReleases(above.than, below.than) === 0;
  if (touches && above.relation === ">=" && below.relation === "<=") return null;
  return "no version is both";
}

/** Whether a resolver of this version and release is meant. A version means its releases, too: 2.17 means 2.17-196.el7. */
export function includes(versions: Versions, release: Release): boolean {
  if (versions.kind === "one") {
    const text = release.release === null ? release.version : `${release.version}-${release.release}`;
    return text === versions.text || text.startsWith(`${versions.text}-`);
  }
  return isWithin(versions.above, release) && isWithin(versions.below, release);
}

function isWithin(bound: VersionBound | null, release: Release): boolean {
  if (bound === null) return true;
  const { relation, than } = bound;
  const order = compareReleases(than.release === null ? { ...release, release: null } : release, than);
  switch (relation) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

/**
 * How two ranges lie to each other, where both mean some version: "narrower" if all that `left` means `right` means,
 * too, and not the other way round; "crossing" if each means something that the other does not, or both mean the same.
 */
export function relationOf(left: Versions, right: Versions): "apart" | "narrower" | "wider" | "crossing" {
  if (left.kind === "one" || right.kind === "one") return "apart";
  const lower = compareLower(left.above, right.above);
  const upper = compareUpper(left.below, right.below);
  if (isEmptyBetween(left.above, right.below) || isEmptyBetween(right.above, left.below)) return "apart";
  if (lower === 0 && upper === 0) return "crossing";
  if (lower >= 0 && upper <= 0) return "narrower";
  return lower <= 0 && upper >= 0 ? "wider" : "crossing";
}

function isEmptyBetween(above: VersionBound | null, below: VersionBound | null): boolean {
  return above !== null && below !== null && versionsProblem({ kind: "range", above, below }) !== null;
}

/** Positive where `left` begins later. */
function compareLower(left: VersionBound | null, right: VersionBound | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  const strict = Number(left.relation === ">") - Number(right.relation === ">");
  return compareReleases(left.than, right.than) || strict;
}

/** Positive where `left` ends later. */
function compareUpper(left: VersionBound | null, right: VersionBound | null): number {
  if (left === null || right === null) return Number(right !== null) - Number(left !== null);
  const strict = Number(left.relation === "<=") - Number(right.relation === "<=");
  return compareReleases(left.than, right.than) || strict;
}

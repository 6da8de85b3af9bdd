/** The keys of `expect.cells`: which cells each is for, and which of them wins. */
import { parseResolverId } from "../resolvers/id.ts";
import type { CellTarget } from "./scenario.ts";
import { includes, parseVersions, relationOf } from "./version-range.ts";

/** Where a cell stands in the matrix: ids as the report writes them. */
export interface CellPosition {
  readonly image: string;
  readonly host: string;
  /** "musl@1.1.19", "glibc@2.17-196.el7", "go@1.24". */
  readonly resolver: string;
}

const ON_HOST = / on (\S+)$/;

/**
 * Takes a key apart: `[IMAGE/]RESOLVER` or `IMAGE`, with ` on HOST` behind it where only one host profile is meant. A
 * resolver is a family, with a version or a range of versions behind an @.
 */
export function parseCellKey(key: string): CellTarget {
  const host = ON_HOST.exec(key)?.[1] ?? null;
  const cell = key.replace(ON_HOST, "");
  const resolver = parseResolver(cell);
  if (resolver !== null) return { image: null, resolver, host };
  // References of images contain slashes themselves, so only the last part can be the resolver.
  const slash = cell.lastIndexOf("/");
  const inImage = slash < 0 ? null : parseResolver(cell.slice(slash + 1));
  return inImage === null
    ? { image: cell, resolver: null, host }
    : { image: cell.slice(0, slash), resolver: inImage, host };
}

function parseResolver(text: string): CellTarget["resolver"] {
  const [, family, versions] = /^(musl|glibc|go)(?:@(.+))?$/.exec(text) ?? [];
  if (family !== "musl" && family !== "glibc" && family !== "go") return null;
  return { family, versions: versions === undefined ? null : parseVersions(versions) };
}

/** Whether the target means this cell. */
export function isTargetOf(target: CellTarget, cell: CellPosition): boolean {
  if (target.image !== null && target.image !== cell.image) return false;
  if (target.host !== null && target.host !== cell.host) return false;
  if (target.resolver === null) return true;
  const { family, versions } = target.resolver;
  const id = parseResolverId(cell.resolver);
  return id?.family === family && (versions === null || includes(versions, id));
}

/**
 * Which of two keys that mean one cell wins: negative for `left`, positive for `right`, 0 for neither. The one that names
 * more of image, resolver and host; then image before version before range before family before host; of two
 * versions the longer, of two ranges the one within the other.
 */
export function bySpecificity(left: CellTarget, right: CellTarget): number {
  return specificity(right) - specificity(left) || byVersions(left, right);
}

/** Whether both keys can mean one cell and neither wins there. */
export function isAmbiguous(left: CellTarget, right: CellTarget): boolean {
  if (left.image !== right.image || left.host !== right.host) return false;
  const [these, those] = [left.resolver, right.resolver];
  if (these === null || those === null || these.family !== those.family) return false;
  if (these.versions === null || those.versions === null) return false;
  return relationOf(these.versions, those.versions) === "crossing";
}

function specificity({ image, resolver, host }: CellTarget): number {
  const named = [image, resolver, host].filter((part) => part !== null).length;
  const versions = { one: 20, range: 10, none: 0 }[resolver?.versions?.kind ?? "none"];
  return named * 100 + (image === null ? 0 : 50) + versions + (resolver === null ? 0 : 1);
}

function byVersions({ resolver: left }: CellTarget, { resolver: right }: CellTarget): number {
  const [these, those] = [left?.versions ?? null, right?.versions ?? null];
  if (these === null || those === null) return 0;
  if (these.kind === "one" && those.kind === "one") return those.text.length - these.text.length;
  const relation = relationOf(these, those);
  return relation === "narrower" ? -1 : relation === "wider" ? 1 : 0;
}

/** The keys of `expect.cells`: which cells each is for. */
import type { CellTarget } from "./scenario.ts";

/** Where a cell stands in the matrix: ids as the report writes them. */
export interface CellPosition {
  readonly image: string;
  readonly host: string;
  /** "musl@1.1.19", "glibc@2.17-196.el7", "go@1.24". */
  readonly resolver: string;
}

const ON_HOST = / on (\S+)$/;

/** Takes a key apart: `[IMAGE/]RESOLVER` or `IMAGE`, with ` on HOST` behind it where only one host profile is meant. */
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
  const [, family, version = null] = /^(musl|glibc|go)(?:@(.+))?$/.exec(text) ?? [];
  return family === "musl" || family === "glibc" || family === "go" ? { family, version } : null;
}

/** Whether the target means this cell. A version means its distribution releases, too: 2.17 means 2.17-196.el7. */
export function isTargetOf(target: CellTarget, cell: CellPosition): boolean {
  if (target.image !== null && target.image !== cell.image) return false;
  if (target.host !== null && target.host !== cell.host) return false;
  if (target.resolver === null) return true;
  const { family, version } = target.resolver;
  const exact = version === null ? family : `${family}@${version}`;
  if (cell.resolver === exact) return true;
  return cell.resolver.startsWith(version === null ? `${family}@` : `${exact}-`);
}

/** The greater, the more specific: first by how many things are named, then resolver before image before host. */
export function specificity({ image, resolver, host }: CellTarget): number {
  const weights = [
    image === null ? 0 : 100 + 2,
    resolver === null ? 0 : 100 + 4,
    resolver === null || resolver.version === null ? 0 : 8,
    host === null ? 0 : 100 + 1,
  ];
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** Which cells are compared with which. See ReportComparison for the three kinds. */

import { lookupKey } from "../world/lookup-text.ts";
import { differenceOf, isKnown, type KnownCell } from "./differences.ts";
import type { ReportCell, ReportComparison } from "./report-data.ts";

/** Compares the cells of one scenario, in the order in which the plan has them. Unavailable cells are left out. */
export function compareCells(cells: readonly ReportCell[]): readonly ReportComparison[] {
  const known = cells.filter(isKnown);
  return groupedBy(known, ({ lookup }) => lookupKey(lookup)).flatMap((ofLookup) => [
    ...withinImages(ofLookup),
    ...acrossImages(ofLookup),
    ...acrossHosts(ofLookup),
  ]);
}

/** In each image on each host: the libc against each Go build. */
function withinImages(cells: readonly KnownCell[]): readonly ReportComparison[] {
  return groupedBy(cells, ({ image, host }) => JSON.stringify([image, host])).flatMap((ofStation) => {
    const libc = ofStation.find(isLibc);
    if (libc === undefined) return [];
    return ofStation.filter((cell) => !isLibc(cell)).map((go) => comparison(libc, go));
  });
}

/** On each host: the libc of each image against that of the next. */
function acrossImages(cells: readonly KnownCell[]): readonly ReportComparison[] {
  return groupedBy(cells.filter(isLibc), ({ host }) => host).flatMap((ofHost) =>
    neighbours(ofHost).map(([left, right]) => ({ ...comparison(left, right), rightImage: right.image })),
  );
}

/** In each image: every resolver on each host against itself on the next. */
function acrossHosts(cells: readonly KnownCell[]): readonly ReportComparison[] {
  return groupedBy(cells, ({ image, resolver }) => JSON.stringify([image, resolver])).flatMap((ofResolver) =>
    neighbours(ofResolver).map(([left, right]) => ({ ...comparison(left, right), rightHost: right.host })),
  );
}

function comparison(left: KnownCell, right: KnownCell): ReportComparison {
  return {
    scenario: left.scenario,
    lookup: left.lookup,
    image: left.image,
    host: left.host,
    left: left.resolver,
    right: right.resolver,
    ...differenceOf(left, right),
  };
}

function isLibc(cell: ReportCell): boolean {
  return !cell.resolver.startsWith("go@");
}

function neighbours<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((item, index) => {
    const next = items[index + 1];
    return next === undefined ? [] : [[item, next] as const];
  });
}

/** Groups in order of first appearance. */
function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

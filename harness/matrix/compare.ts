/** Which cells are compared with which. See ReportComparison for the three kinds. */

import { familyOf } from "../resolvers/id.ts";
import { lookupKey } from "../world/lookup-text.ts";
import { cellName, unusualEvidence } from "./cell-place.ts";
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

/** In each image on each host: the libc against each Go build, and against its own emulation. */
function withinImages(cells: readonly KnownCell[]): readonly ReportComparison[] {
  return groupedBy(cells, ({ image, host }) => JSON.stringify([image, host])).flatMap((ofStation) => {
    const libc = libcOf(ofStation);
    if (libc === null) return [];
    return ofStation.filter((cell) => cell !== libc).map((cell) => comparison(libc, cell));
  });
}

/** On each host: the libc of each image against that of the next. */
function acrossImages(cells: readonly KnownCell[]): readonly ReportComparison[] {
  return groupedBy(cells.filter(isLibc), ({ host }) => host).flatMap((ofHost) =>
    neighbours(groupedBy(ofHost, ({ image }) => image).flatMap((ofImage) => libcOf(ofImage) ?? [])).map(
      ([left, right]) => ({ ...comparison(left, right), rightImage: right.image }),
    ),
  );
}

/** In each image: every resolver on each host against itself on the next. */
function acrossHosts(cells: readonly KnownCell[]): readonly ReportComparison[] {
  return groupedBy(cells, (cell) => cellName(cell)).flatMap((ofResolver) =>
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
    ...evidenceToTell("leftEvidence", left),
    ...evidenceToTell("rightEvidence", right),
    ...differenceOf(left, right),
  };
}

function evidenceToTell(side: "leftEvidence" | "rightEvidence", cell: KnownCell): Partial<ReportComparison> {
  const evidence = unusualEvidence(cell);
  return evidence === undefined ? {} : { [side]: evidence };
}

/** The libc among the cells of an image on a host: the real one rather than its emulation. */
function libcOf(cells: readonly KnownCell[]): KnownCell | null {
  const libcs = cells.filter(isLibc);
  return libcs.find(({ evidence }) => evidence === "observed") ?? libcs[0] ?? null;
}

function isLibc({ resolver }: ReportCell): boolean {
  return familyOf(resolver) !== "go";
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

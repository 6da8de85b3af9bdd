/** Where a cell stands in a report: what tells cells apart, what they are called, and which a comparison is about. */

import { familyOf } from "../resolvers/id.ts";
import { lookupKey } from "../world/lookup-text.ts";
import type { ReportCell, ReportComparison, WantedEvidence } from "./report-data.ts";

/** A cell's place. `evidence` tells a libc that really ran from its emulation in the same place. */
export type CellPlace = Pick<ReportCell, "scenario" | "lookup" | "image" | "host"> & Answerer;

/** Who answers, and how that is known; without `evidence`: as is usual for the resolver. */
export type Answerer = Pick<ReportCell, "resolver"> & Partial<Pick<ReportCell, "evidence" | "wanted">>;

/** Libcs are observed, Go is emulated. */
export function usualEvidence(resolver: string): WantedEvidence {
  return familyOf(resolver) === "go" ? "emulated" : "observed";
}

/** What a cell is or, where it is unavailable, was to be. */
export function evidenceOf({ resolver, evidence, wanted }: Answerer): WantedEvidence {
  if (evidence === "observed" || evidence === "emulated") return evidence;
  return wanted ?? usualEvidence(resolver);
}

/** The evidence where it has to be told, since it is not the usual one; undefined where it need not. */
export function unusualEvidence(answerer: Answerer): WantedEvidence | undefined {
  const evidence = evidenceOf(answerer);
  return evidence === usualEvidence(answerer.resolver) ? undefined : evidence;
}

/** Equal for the same place. Names may hold any character, so it is JSON. */
export function placeKey(place: CellPlace): string {
  const { scenario, lookup, image, host, resolver } = place;
  return JSON.stringify([scenario, lookupKey(lookup), image, host, resolver, evidenceOf(place)]);
}

/** A cell's place alone. */
export function placeOf(cell: CellPlace): CellPlace {
  const { scenario, lookup, image, host, resolver } = cell;
  return withEvidence({ scenario, lookup, image, host, resolver }, unusualEvidence(cell));
}

/** "musl@1.1.19"; "musl@1.1.19 (emulated)" where that is not what its evidence usually is. */
export function resolverName(answerer: Answerer): string {
  const evidence = unusualEvidence(answerer);
  return evidence === undefined ? answerer.resolver : `${answerer.resolver} (${evidence})`;
}

/** "alpine-3.8/musl@1.1.19": what expectations call a cell. */
export function cellName(cell: Pick<ReportCell, "image"> & Answerer): string {
  return `${cell.image}/${resolverName(cell)}`;
}

/** The left cell's place and the right one's. */
export function comparedPlaces(comparison: ReportComparison): readonly [CellPlace, CellPlace] {
  const { scenario, lookup, image, host, left, right, rightImage, rightHost } = comparison;
  const { leftEvidence, rightEvidence } = comparison;
  const rightPlace = { scenario, lookup, image: rightImage ?? image, host: rightHost ?? host };
  return [
    withEvidence({ scenario, lookup, image, host, resolver: left }, leftEvidence),
    withEvidence({ ...rightPlace, resolver: right }, rightEvidence),
  ];
}

function withEvidence(place: CellPlace, evidence: WantedEvidence | undefined): CellPlace {
  return evidence === undefined ? place : { ...place, evidence };
}

/** Where a cell stands in a report: what tells cells apart, and which cells a comparison is about. */

import { lookupKey } from "../world/lookup-text.ts";
import type { ReportCell, ReportComparison } from "./report-data.ts";

export type CellPlace = Pick<ReportCell, "scenario" | "lookup" | "image" | "host" | "resolver">;

/** Equal for the same place. Names may hold any character, hence JSON. */
export function placeKey({ scenario, lookup, image, host, resolver }: CellPlace): string {
  return JSON.stringify([scenario, lookupKey(lookup), image, host, resolver]);
}

/** The left cell's place and the right one's. */
export function comparedPlaces(comparison: ReportComparison): readonly [CellPlace, CellPlace] {
  const { scenario, lookup, image, host, left, right, rightImage, rightHost } = comparison;
  return [
    { scenario, lookup, image, host, resolver: left },
    { scenario, lookup, image: rightImage ?? image, host: rightHost ?? host, resolver: right },
  ];
}

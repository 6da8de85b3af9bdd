/** Where a cell runs: in its image, or in what stands for an image that cannot be had. */
import { Unavailable } from "../errors.ts";
import type { Station } from "../lab/engine.ts";
import { formatResolverId } from "../resolvers/id.ts";
import type { RunParts } from "./parts.ts";
import type { PlannedCell } from "./plan.ts";
import { libcId, reasonOf, type StationPool } from "./station-pool.ts";

export interface LookupPlace {
  /** The cell with its libc called what the station found, or with the emulation that takes its place. */
  readonly found: PlannedCell;
  readonly station: Station;
}

/** Rejects with Unavailable where there is neither the image nor an emulation. */
export async function placeOf(
  planned: PlannedCell,
  stations: StationPool,
  { standIn }: Pick<RunParts, "standIn">,
): Promise<LookupPlace> {
  let station: Station;
  try {
    station = await stations.station(planned.image, planned.host);
  } catch (error) {
    if (standIn === null) throw error;
    return emulated(planned, reasonOf(error), standIn);
  }
  if (planned.resolver.evidence === "emulated") return { found: planned, station };
  if (station.libcAbsence !== null && standIn !== null)
    return emulated(planned, station.libcAbsence, standIn);
  return { found: { ...planned, resolverId: libcId(station) ?? planned.resolverId }, station };
}

/** The cell on no machine at all. `reason`: why it is not observed. */
async function emulated(
  planned: PlannedCell,
  reason: string,
  standIn: NonNullable<RunParts["standIn"]>,
): Promise<LookupPlace> {
  const { image, host, resolver } = planned;
  if (resolver.evidence === "emulated") {
    const station = await standIn.station(image, host);
    return { found: { ...planned, insteadOf: reason }, station };
  }
  if (resolver.id === null) throw new Unavailable(reason);
  const emulation = standIn.libc(resolver.id);
  if (emulation === null) {
    throw new Unavailable(`${reason}; and there is no model of ${formatResolverId(resolver.id)}`);
  }
  const station = await standIn.station(image, host);
  return { found: { ...planned, resolver: { evidence: "emulated", emulation }, insteadOf: reason }, station };
}

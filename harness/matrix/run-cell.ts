/** One cell: set up, looked up, told. */

import { Unavailable } from "../errors.ts";
import type { CellMachine, CellSetup, Observation, Station } from "../lab/engine.ts";
import type { Mode, Resolved, Resolver } from "../resolvers/resolver.ts";
import { runtimeFiles } from "../scenario/runtime-files.ts";
import type { TapPacket } from "../trace/event.ts";
import { unusualEvidence } from "./cell-place.ts";
import type { RunParts } from "./parts.ts";
import type { PlannedCell } from "./plan.ts";
import type { ReportCell } from "./report-data.ts";
import { libcId, reasonOf } from "./station-pool.ts";

/** Host name of a scenario that names none. */
const LAB_HOSTNAME = "lab";

export interface CellResult {
  readonly cell: ReportCell;
  readonly packets: readonly TapPacket[];
}

/** Runs a cell in its station. Never rejects: what cannot be observed is a cell with its reason. */
export async function runCell(
  planned: PlannedCell,
  station: Station,
  parts: RunParts,
  signal: AbortSignal,
  asked: () => void,
): Promise<CellResult> {
  try {
    if (signal.aborted) throw signal.reason;
    const { resolver, lookup, scenario } = planned;
    const setup: CellSetup = { ...machineOf(planned), fixture: parts.createFixture(scenario.dns), asked };
    if (resolver.evidence === "emulated")
      return await emulate(planned, station, setup, resolver.emulation, signal);
    const observation = await station.observe(setup, lookup, signal);
    return { cell: cellOf(planned, observation, observation), packets: observation.packets };
  } catch (error) {
    return { cell: unavailableCell(planned, reasonOf(error)), packets: [] };
  }
}

/** The cell with its libc called what the station found. */
export function identified(planned: PlannedCell, station: Station): PlannedCell {
  if (planned.resolver.evidence === "emulated") return planned;
  return { ...planned, resolverId: libcId(station) ?? planned.resolverId };
}

/** A cell that could not be observed, and why. */
export function unavailableCell(planned: PlannedCell, reason: string): ReportCell {
  const wanted = unusualEvidence({ resolver: planned.resolverId, evidence: planned.resolver.evidence });
  const cell = { ...placeOf(planned), evidence: "unavailable", reason } as const;
  return { ...cell, ...(wanted === undefined ? {} : { wanted }), alternatives: [], trace: [], elapsedMs: 0 };
}

async function emulate(
  planned: PlannedCell,
  station: Station,
  setup: CellSetup,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<CellResult> {
  const { lookup } = planned;
  let mode: Mode | null = null;
  let resolved: Resolved | null = null;
  const observation = await station.emulate(
    setup,
    resolver,
    async (world) => {
      mode = resolver.program === null ? null : await resolver.program.chooseMode(world, lookup.name);
      resolved = await resolver.resolve(world, lookup);
      return resolved.outcome;
    },
    signal,
  );
  if (resolved === null) throw new Unavailable("the lab gave an outcome without looking up");
  const cell = { ...cellOf(planned, observation, resolved), ...modeOf(mode) };
  return { cell, packets: observation.packets };
}

function modeOf(mode: Mode | null): Pick<ReportCell, "mode" | "program"> {
  if (mode === null) return {};
  const { order, because, pureOrder } = mode;
  return { mode: { order, because, pureOrder }, program: order === "cgo" ? "libc" : "pure" };
}

/** The runtime's files lie lowest, then the host profile's, then the scenario's. */
export function machineOf({ scenario, host }: PlannedCell): CellMachine {
  return {
    files: { ...runtimeFiles(scenario), ...host.files, ...scenario.files },
    env: scenario.env,
    hostname: scenario.hostname ?? LAB_HOSTNAME,
    user: scenario.user ?? host.user ?? 0,
  };
}

function cellOf(
  planned: PlannedCell,
  { outcome, trace, elapsedMs }: Observation,
  { errno, alternatives = [] }: Partial<Pick<Resolved, "errno" | "alternatives">>,
): ReportCell {
  const { evidence } = planned.resolver;
  const cell = { ...placeOf(planned), evidence, outcome, alternatives, trace, elapsedMs };
  return errno === undefined ? cell : { ...cell, errno };
}

function placeOf({ scenario, lookup, image, host, resolverId }: PlannedCell) {
  return { scenario: scenario.id, lookup, image, host: host.id, resolver: resolverId };
}

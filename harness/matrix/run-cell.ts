/** One cell: set up, looked up, told. */

import { Unavailable } from "../errors.ts";
import type { CellMachine, CellSetup, Observation, Station } from "../lab/engine.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import { runtimeFiles } from "../scenario/runtime-files.ts";
import type { TapPacket } from "../trace/event.ts";
import type { Outcome } from "../world/world.ts";
import type { GoResolver, RunParts } from "./parts.ts";
import type { PlannedCell } from "./plan.ts";
import type { ModeReport, ReportCell } from "./report-data.ts";
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
    if (resolver.kind === "go")
      return await emulateGo(planned, station, setup, resolver.build, parts.go, signal);
    const observation = await station.observe(setup, lookup, signal);
    const { errno } = observation;
    const cell = cellOf(planned, "observed", observation);
    return { cell: errno === undefined ? cell : { ...cell, errno }, packets: observation.packets };
  } catch (error) {
    return { cell: unavailableCell(planned, reasonOf(error)), packets: [] };
  }
}

/** The cell with its libc called what the station found. */
export function identified(planned: PlannedCell, station: Station): PlannedCell {
  if (planned.resolver.kind === "go") return planned;
  return { ...planned, resolverId: libcId(station) ?? planned.resolverId };
}

/** A cell that could not be observed, and why. */
export function unavailableCell(planned: PlannedCell, reason: string): ReportCell {
  return { ...placeOf(planned), evidence: "unavailable", reason, alternatives: [], trace: [], elapsedMs: 0 };
}

async function emulateGo(
  planned: PlannedCell,
  station: Station,
  setup: CellSetup,
  build: GoBuild,
  go: GoResolver,
  signal: AbortSignal,
): Promise<CellResult> {
  let mode: ModeReport | null = null;
  let alternatives: readonly Outcome[] = [];
  const observation = await station.emulate(
    setup,
    async (world) => {
      const { order, because, pureOrder } = await go.chooseMode(build, world, planned.lookup.name);
      mode = { order, because, pureOrder };
      const result = await go.resolve(build, world, planned.lookup);
      alternatives = result.alternatives;
      return result.outcome;
    },
    signal,
  );
  const cell = { ...cellOf(planned, "emulated", observation), alternatives };
  return { cell: withMode(cell, mode), packets: observation.packets };
}

function withMode(cell: ReportCell, mode: ModeReport | null): ReportCell {
  if (mode === null) throw new Unavailable("the lab gave an outcome without looking up");
  return { ...cell, mode, program: mode.order === "cgo" ? "libc" : "pure" };
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
  evidence: "observed" | "emulated",
  observation: Observation,
): ReportCell {
  const { outcome, trace, elapsedMs } = observation;
  return { ...placeOf(planned), evidence, outcome, alternatives: [], trace, elapsedMs };
}

function placeOf({ scenario, lookup, image, host, resolverId }: PlannedCell) {
  return { scenario: scenario.id, lookup, image, host: host.id, resolver: resolverId };
}

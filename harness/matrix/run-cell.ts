/** One cell: set up, looked up, told. */

import { Unavailable } from "../errors.ts";
import type { Fixture } from "../fixture/dns-server.ts";
import type { CellMachine, CellSetup, ChangeFiles, Observation, Station } from "../lab/engine.ts";
import { PauseWatch } from "../owned/pause-watch.ts";
import type { Mode, Resolved, Resolver } from "../resolvers/resolver.ts";
import { runtimeFiles } from "../scenario/runtime-files.ts";
import type { ProcessStep } from "../scenario/scenario.ts";
import type { TapPacket, TraceEvent } from "../trace/event.ts";
import type { SimulatedTree } from "../world/simulated-files.ts";
import type { EarlierStep } from "../world/world.ts";
import { everyWay, filesOf, othersThan, outcomesOf, type Way } from "./all-outcomes.ts";
import { unusualEvidence } from "./cell-place.ts";
import { drawsLots, observeEveryOrder } from "./every-order.ts";
import { orderDecides } from "./order-decides.ts";
import type { RunParts } from "./parts.ts";
import type { PlannedCell } from "./plan.ts";
import type { ReportCell } from "./report-data.ts";
import { reasonOf } from "./station-pool.ts";

/** More questions than any lookup of an honest resolver asks; a report need not grow with those of another. */
export const MOST_TRACED = 1_000;

/** Host name of a scenario that names none. */
const LAB_HOSTNAME = "lab";

export interface CellResult {
  readonly cell: ReportCell;
  readonly packets: readonly TapPacket[];
  /** Emulated cells: every way in which the lookup can go, where the simulated network can tell. */
  readonly ways?: readonly Way[];
}

/** Verdicts tell waits apart that differ by less: a lookup in which this process stood still for longer says nothing. */
const MOST_PAUSE_MS = 1_000;
/** How often a cell is tried in which it did. */
const MOST_TRIES = 3;

/**
 * Runs a cell in its station. Never rejects: what cannot be observed is a cell with its reason. On the real clock a cell
 * during which this process stood still (and its DNS servers with it) is run again.
 */
export async function runCell(
  planned: PlannedCell,
  station: Station,
  parts: RunParts,
  signal: AbortSignal,
  asked: () => void,
): Promise<CellResult> {
  // On the virtual clock nothing but the cell's own work passes time.
  if (station.clock === "virtual") return runCellOnce(planned, station, parts, signal, asked);
  for (let tries = 1; ; tries++) {
    const watch = new PauseWatch();
    const result = await runCellOnce(planned, station, parts, signal, asked);
    const pauseMs = watch.end();
    if (pauseMs < MOST_PAUSE_MS || result.cell.evidence === "unavailable") return result;
    if (tries === MOST_TRIES || signal.aborted) {
      const seconds = (pauseMs / 1000).toFixed(1);
      const reason = `this process stood still for ${seconds} s during the lookup, so its times say nothing of the resolver`;
      return { cell: unavailableCell(planned, reason), packets: [] };
    }
  }
}

async function runCellOnce(
  planned: PlannedCell,
  station: Station,
  parts: RunParts,
  signal: AbortSignal,
  asked: () => void,
): Promise<CellResult> {
  try {
    if (signal.aborted) throw signal.reason;
    const { resolver, lookup, scenario, before } = planned;
    const createFixture = () => parts.createFixture(scenario.dns);
    const setup: CellSetup = {
      ...machineOf(planned),
      ...(scenario.network === undefined ? {} : { network: scenario.network }),
      before,
      fixture: createFixture(),
      asked,
    };
    if (resolver.evidence === "emulated")
      return await emulate(planned, station, setup, resolver.emulation, createFixture, signal);
    const { first, alternatives, isCut } = await observeEveryOrder(
      ({ order, draw }) =>
        station.observe({ ...setup, fixture: createFixture(), order, draw }, lookup, signal),
      station.clock === "virtual" && drawsLots(station.libc, setup),
    );
    const cell = cellOf(planned, first, { ...first, alternatives });
    const raced = station.clock === "virtual" ? cutOrders(isCut) : orderDecides(first.trace);
    return {
      cell: raced === null ? cell : { ...cell, orderDecides: raced },
      packets: first.packets,
    };
  } catch (error) {
    return { cell: unavailableCell(planned, reasonOf(error)), packets: [] };
  }
}

function cutOrders(isCut: boolean): string | null {
  return isCut ? "there are more orders of replies than were tried" : null;
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
  createFixture: () => Fixture,
  signal: AbortSignal,
): Promise<CellResult> {
  const { lookup, before } = planned;
  let mode: Mode | null = null;
  let resolved: Resolved | null = null;
  let files: SimulatedTree = {};
  const observation = await station.emulate(
    setup,
    resolver,
    async (world, change) => {
      files = await filesOf(resolver, world.files);
      mode = resolver.program === null ? null : await resolver.program.chooseMode(world, lookup.name);
      resolved = await resolver.resolve(world, lookup, earlierSteps(before, change));
      return resolved.outcome;
    },
    signal,
  );
  if (resolved === null) throw new Unavailable("the lab gave an outcome without looking up");
  const known: Resolved = resolved;
  const ways = await everyWay(resolver, lookup, setup, station.host, files, createFixture, signal);
  const all = ways === null ? known.alternatives : outcomesOf(ways);
  const alternatives = othersThan(known.outcome, all);
  const cell = { ...cellOf(planned, observation, { ...known, alternatives }), ...modeOf(mode) };
  return { cell, packets: observation.packets, ways: ways ?? [] };
}

function earlierSteps(before: readonly ProcessStep[], change: ChangeFiles): readonly EarlierStep[] {
  return before.map((step) =>
    step.kind === "files" ? { kind: "change", change: () => change(step.files) } : step,
  );
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
  { errno, earlier, alternatives = [] }: Partial<Pick<Resolved, "errno" | "earlier" | "alternatives">>,
): ReportCell {
  const {
    resolver: { evidence },
    insteadOf,
  } = planned;
  return {
    ...placeOf(planned),
    evidence,
    ...(insteadOf === undefined ? {} : { insteadOf }),
    outcome,
    ...(errno === undefined ? {} : { errno }),
    ...(earlier === undefined || earlier.length === 0 ? {} : { earlier }),
    alternatives,
    ...boundedTrace(trace),
    elapsedMs,
  };
}

/** The first questions of a lookup, and how many came after them. */
function boundedTrace(trace: readonly TraceEvent[]): Pick<ReportCell, "trace" | "traceOmitted"> {
  if (trace.length <= MOST_TRACED) return { trace };
  return { trace: trace.slice(0, MOST_TRACED), traceOmitted: trace.length - MOST_TRACED };
}

function placeOf({ scenario, lookup, image, host, resolverId }: PlannedCell) {
  return { scenario: scenario.id, lookup, image, host: host.id, resolver: resolverId };
}

/** An image on a host profile, ready for cells: the part that both engines share. */

import { randomInt } from "node:crypto";
import { Unavailable } from "../errors.ts";
import type { Fixture } from "../fixture/dns-server.ts";
import type { DeclaredLibc, ReadyImage } from "../images/image.ts";
import { limitedLife } from "../owned/limited-life.ts";
import { orAborted } from "../owned/waiting.ts";
import { digestOf } from "../resolvers/files.ts";
import { formatResolverId } from "../resolvers/id.ts";
import { unfeltCall } from "../resolvers/resolver.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import { traceOf, untilEnd } from "../trace/from-packets.ts";
import { seededRandom } from "../world/random.ts";
import type { Lookup, Outcome, World } from "../world/world.ts";
import { agentLookup } from "./agent.ts";
import type { CellBase } from "./cell-fields.ts";
import type {
  CellMachine,
  CellSetup,
  ChangeFiles,
  ClockKind,
  Emulated,
  Observation,
  Station,
} from "./engine.ts";
import { openLabWorld } from "./lab-world.ts";
import { findLibc, type LibcSearch } from "./libc.ts";
import type { LabLink } from "./link.ts";
import { LabNetwork } from "./network.ts";
import { SharedReads } from "./shared-reads.ts";
import type { SyscallAnswer } from "./syscalls.ts";

/** Longer than any resolver waits with ordinary options; a cell that needs more hangs. */
const CELL_LIMIT_MS = 120_000;
/** Host name of cells that no scenario speaks of. */
const LAB_HOSTNAME = "lab";

/** Of random numbers on a virtual clock: a run can be repeated. */
const SEED = 1;
/** In the place of the network's process: for cells that only read. */
const NO_NETWORK = 0;
/** No servers: for cells that look nothing up. */
const NOBODY: Fixture = { servers: [], answer: () => [] };

/** Where an image's cells run. */
export interface StationPlace {
  /** labd that makes networks. */
  readonly networks: LabLink;
  /** labd that makes cells; it sees the same process ids. */
  readonly cells: LabLink;
  /** The image's root as the latter sees it. */
  readonly root: string;
  readonly clock: ClockKind;
  /**
   * What the host answers to the image's code instead of the kernel. labd installs this filter last before that code
   * starts, on every engine: a container engine's would also meet the engine's own start-up and labd.
   */
  readonly syscalls: readonly SyscallAnswer[];
}

/** Looks for the image's libc. Rejects with Unavailable when nothing can run there at all. */
export async function identifyLibc(
  place: StationPlace,
  declared: DeclaredLibc | null,
  signal: AbortSignal,
): Promise<LibcSearch> {
  const { arch } = await place.cells.ready();
  return withNetwork({ ...place, clock: "real" }, { fixture: NOBODY }, {}, signal, (network) =>
    findLibc(place.cells, bareBase(place, network), arch, declared, network.signal),
  );
}

/** A station for an image whose libc was looked for. */
export function createStation(
  image: ReadyImage,
  host: HostProfile,
  place: StationPlace,
  libc: LibcSearch,
): Station {
  const reads = new SharedReads(place.cells);
  return {
    image,
    host,
    clock: place.clock,
    libc: libc.kind === "found" ? libc.identity : null,
    libcAbsence: libc.kind === "found" ? null : libc.reason,
    observe: (setup, lookup, signal) => {
      if (libc.kind === "none") return Promise.reject(new Unavailable(libc.reason));
      return observe(place, host, libc.loader, setup, lookup, signal);
    },
    digest: (machine, files, signal) => digest(place, reads, machine, files, signal),
    emulate: (setup, resolver, resolve, signal) =>
      emulate(place, host, reads, setup, resolver, resolve, signal),
  };
}

async function observe(
  place: StationPlace,
  host: HostProfile,
  loader: string,
  setup: CellSetup,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<Observation> {
  return withNetwork(place, setup, host.sysctls, signal, async (network) => {
    const base = baseOf(place, setup, network.pid);
    const { before = [], draw } = setup;
    const { cells, clock } = place;
    const result = await agentLookup(cells, base, loader, before, lookup, network.signal, clock, draw);
    const { packets, replies, choices } = await network.close();
    // A libc that never came to look up has no start of its own; its packets, if any, then begin at 0.
    const startUs = result.startUs ?? packets[0]?.timeUs ?? 0;
    return {
      outcome: result.outcome,
      trace: traceOf(untilEnd(packets, result.endUs), startUs, replies),
      packets,
      choices,
      ...(result.earlier.length === 0 ? {} : { earlier: result.earlier }),
      elapsedMs: ((result.endUs ?? startUs) - startUs) / 1000,
      ...(result.errno === null ? {} : { errno: result.errno }),
    };
  });
}

async function digest(
  place: StationPlace,
  reads: SharedReads,
  machine: CellMachine,
  files: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const life = limitedLife(CELL_LIMIT_MS, "reading an image's files", signal, place.cells.signal);
  try {
    return digestOf(await reads.read(baseOf(place, machine, NO_NETWORK), files, life.signal));
  } finally {
    life.end();
  }
}

async function emulate(
  place: StationPlace,
  host: HostProfile,
  reads: SharedReads,
  setup: CellSetup,
  resolver: Emulated,
  resolve: (world: World, change: ChangeFiles) => Promise<Outcome>,
  signal: AbortSignal,
): Promise<Observation> {
  const call = unfeltCall(resolver, Object.keys(host.syscalls));
  // The emulation's files and sockets are labd's, which the host's answers do not reach: a result would be wrong.
  if (call !== null) {
    const name = formatResolverId(resolver.id);
    throw new Unavailable(
      `host ${host.id} answers ${call}, which ${name} calls itself: its emulation does not feel that`,
    );
  }
  return withNetwork(place, setup, host.sysctls, signal, async (network) => {
    const base = baseOf(place, setup, NO_NETWORK);
    const { world, change } = await openLabWorld({
      sockets: network.sockets,
      clock: network.clock,
      random: place.clock === "virtual" ? seededRandom(SEED) : (limit) => randomInt(limit),
      read: (paths, files) =>
        reads.read({ ...base, files: { ...base.files, ...files } }, paths, network.signal),
      files: resolver.files,
      calls: host.syscalls,
      env: setup.env,
      hostname: setup.hostname,
    });
    const startUs = await network.timeUs();
    const startMs = network.clock.nowMs();
    const outcome = await orAborted(resolve(world, change), network.signal);
    const elapsedMs = network.clock.nowMs() - startMs;
    const { packets, replies } = await network.close();
    return { outcome, trace: traceOf(packets, startUs, replies), packets, elapsedMs };
  });
}

/** A cell with nothing of a scenario. */
function bareBase(place: StationPlace, network: LabNetwork): CellBase {
  const { pid } = network;
  return { pid, root: place.root, hostname: LAB_HOSTNAME, user: 0, env: {}, files: {}, syscalls: [] };
}

function baseOf({ root, syscalls }: StationPlace, machine: CellMachine, pid: number): CellBase {
  const { hostname, user, env, files } = machine;
  return { pid, root, hostname, user, env, files, syscalls };
}

/** Gives `use` a network of its own, with a limited life; rejects only with Unavailable. */
async function withNetwork<T>(
  place: StationPlace,
  { fixture, asked, network: spec, order = [] }: Pick<CellSetup, "fixture" | "asked" | "network" | "order">,
  sysctls: Readonly<Record<string, string>>,
  signal: AbortSignal,
  use: (network: LabNetwork) => Promise<T>,
): Promise<T> {
  const links = [place.networks.signal, place.cells.signal];
  const life = limitedLife(CELL_LIMIT_MS, "the cell", signal, ...links);
  let network: LabNetwork | null = null;
  try {
    network = await LabNetwork.open(
      place.networks,
      { fixture, sysctls, asked, network: spec, clock: place.clock, order },
      life.signal,
    );
    return await use(network);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Unavailable(`the harness failed in this cell: ${what}`, { cause: error });
  } finally {
    network?.abandon();
    life.end();
  }
}

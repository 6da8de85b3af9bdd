/**
 * A machine that is only imagined: the files, the scripted servers and the network of a lab, in virtual time.
 * What takes a lookup a minute takes a moment here, and equal seeds give equal runs.
 */
import type { Fixture } from "../fixture/dns-server.ts";
import type { TraceEvent } from "../trace/event.ts";
import { seededRandom } from "./random.ts";
import { SimulatedFiles, type SimulatedTree } from "./simulated-files.ts";
import { addressesOf } from "./simulated-interface.ts";
import { SimulatedNetwork } from "./simulated-network.ts";
import type { SimulatedRoute } from "./simulated-routes.ts";
import { TraceRecorder } from "./trace-recorder.ts";
import { VirtualClock } from "./virtual-clock.ts";
import type { CallAnswers, World } from "./world.ts";

export interface SimulatedMachine {
  /** Files by absolute path; nothing else exists. */
  readonly files: SimulatedTree;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  /** The scripted servers; their counts belong to this machine. */
  readonly fixture: Fixture;
  /** Of random numbers: query ids and shuffles. */
  readonly seed: number;
  /** uid that reads the files; default 0. */
  readonly user?: number;
  /** Routes out of the machine; default none, as in a lab. */
  readonly routes?: readonly SimulatedRoute[];
  /** System calls that the host answers; default none. */
  readonly calls?: CallAnswers;
  /** What choose() answers, one after the other; 0 when there is no more. Default: always 0. */
  readonly choices?: readonly number[];
  /** false: as with the sysctl net.ipv6.conf.all.disable_ipv6; default true. */
  readonly ipv6?: boolean;
  /** One way between client and server; default: about what a lab's loopback and its fixture take. */
  readonly latencyMs?: number;
  /** Ends runs: they reject with its reason. */
  readonly signal?: AbortSignal;
}

/** What one run came to. */
export interface SimulatedRun<Result> {
  readonly result: Result;
  /** Virtual time that passed. */
  readonly elapsedMs: number;
  /** The DNS messages in order, with times since the run began. */
  readonly trace: readonly TraceEvent[];
  /** What was chosen during the run, and from how many. */
  readonly chosen: readonly Choice[];
}

/** One call of choose(). */
export interface Choice {
  readonly taken: number;
  readonly count: number;
}

export interface SimulatedWorld extends World {
  /** Changes files when the clock shows `timeMs` (during a run; the clock starts at 0). */
  at(timeMs: number, changes: SimulatedTree): void;
  /** Changes files now. */
  change(changes: SimulatedTree): void;
  /**
   * Lets time pass until `body` is done. `body` may wait for nothing but this World. Runs follow each other; the
   * clock goes on, files and counts stay. Rejects with what `body` rejects with, or with an Error when it waits
   * for something that can never happen or goes round in a circle.
   */
  run<Result>(body: (world: World) => Promise<Result>): Promise<SimulatedRun<Result>>;
}

/** 2024-01-01T00:00:00Z: modification times count from here, so that none looks like "no file". */
const EPOCH_MS = 1_704_067_200_000;

const LATENCY_MS = 0.2;

/** Makes a machine. Throws RangeError for an address or prefix that is none. */
export function createSimulatedWorld(machine: SimulatedMachine): SimulatedWorld {
  const {
    env,
    hostname,
    fixture,
    seed,
    user = 0,
    routes = [],
    calls = {},
    choices = [],
    ipv6 = true,
    latencyMs = LATENCY_MS,
  } = machine;
  const clock = new VirtualClock();
  const trace = new TraceRecorder();
  const files = new SimulatedFiles(machine.files, user, EPOCH_MS);
  const network = new SimulatedNetwork(fixture, clock, trace, routes, ipv6, latencyMs);
  const left = [...choices];
  let chosen: Choice[] = [];
  const choose = (count: number) => {
    const taken = Math.min(left.shift() ?? 0, count - 1);
    chosen.push({ taken, count });
    return taken;
  };
  const addresses = addressesOf(routes);
  const world: World = {
    files,
    calls,
    env,
    hostname,
    clock,
    network,
    addresses,
    choose,
    random: seededRandom(seed),
  };
  let changes = 0;
  const change = (tree: SimulatedTree): void => {
    changes += 1;
    // A file that was changed is younger than before, also where no time has passed.
    files.change(tree, EPOCH_MS + clock.nowMs() + changes / 1000);
  };
  return {
    ...world,
    change,
    at: (timeMs, tree) => clock.at(timeMs, () => change(tree)),
    run: async (body) => {
      const startMs = clock.nowMs();
      chosen = [];
      try {
        const result = await clock.runUntil(body(world), machine.signal);
        network.finish();
        return { result, elapsedMs: clock.nowMs() - startMs, trace: trace.take(startMs), chosen };
      } finally {
        // What a failed run recorded is not part of the next one.
        trace.take(startMs);
      }
    },
  };
}

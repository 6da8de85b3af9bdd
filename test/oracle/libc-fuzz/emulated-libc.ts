/** Runs a case through the model of a libc: every order in which replies can come. */
import { createFixture } from "../../../harness/fixture/fixture.ts";
import type { Resolver } from "../../../harness/resolvers/resolver.ts";
import type { TraceEvent } from "../../../harness/trace/event.ts";
import { explore } from "../../../harness/world/explore.ts";
import { createSimulatedWorld } from "../../../harness/world/simulated.ts";
import type { Errno, Outcome } from "../../../harness/world/world.ts";
import type { FuzzCase } from "./fuzz-case.ts";

/** What a libc, real or not, did in a case. */
export interface LibcRun {
  readonly outcome: Outcome;
  readonly errno: Errno | null;
  readonly trace: readonly TraceEvent[];
  readonly elapsedMs: number;
}

export interface EmulatedRuns {
  /** In the usual order first. */
  readonly runs: readonly LibcRun[];
  /** Whether there are no other ways. */
  readonly complete: boolean;
}

/** Orders of replies that are tried. */
const MOST_WAYS = 300;
/** On a lab's virtual clock packets and programs take next to no time. */
const LATENCY_MS = 0.01;
const IPV6_SWITCH = "net.ipv6.conf.all.disable_ipv6";

export async function emulateLibc(
  resolver: Resolver,
  { files, env, hostname, user, host, dns, lookup }: FuzzCase,
): Promise<EmulatedRuns> {
  const machine = {
    files,
    env,
    hostname,
    user,
    calls: host.syscalls,
    ipv6: host.sysctls[IPV6_SWITCH] !== "1",
    latencyMs: LATENCY_MS,
  };
  const { runs, complete } = await explore(
    (choices) =>
      createSimulatedWorld({ ...machine, fixture: createFixture(dns), seed: 1, choices }).run((world) =>
        resolver.resolve(world, lookup),
      ),
    MOST_WAYS,
  );
  return {
    complete,
    runs: runs.map(({ result, trace, elapsedMs }) => ({
      outcome: result.outcome,
      errno: result.errno ?? null,
      trace,
      elapsedMs,
    })),
  };
}

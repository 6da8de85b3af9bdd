/**
 * Everything that an emulated resolver can come to where it races with itself. Which way a lab goes depends on the moment, and so
 * does what can be seen of the other ways; on the simulated network every order can be tried, and always gives the same list.
 */

import type { Fixture } from "../fixture/dns-server.ts";
import type { CellSetup } from "../lab/engine.ts";
import { normalisePorts } from "../resolvers/go/index.ts";
import type { Resolved, Resolver } from "../resolvers/resolver.ts";
import { ipv6OfHost } from "../scenario/host-ipv6.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import type { TraceEvent } from "../trace/event.ts";
import { explore } from "../world/explore.ts";
import { createSimulatedWorld } from "../world/simulated.ts";
import type { SimulatedTree } from "../world/simulated-files.ts";
import { routesOf } from "../world/simulated-interface.ts";
import type { Files, Lookup, Outcome } from "../world/world.ts";

/** As many orders as are tried: all of them for six candidate names of a search list. */
const MOST_RUNS = 128;
const SEED = 1;

/** One way in which the lookup can go. */
export interface Way extends Pick<Resolved, "outcome" | "errno" | "alternatives"> {
  readonly trace: readonly TraceEvent[];
  /** Virtual time that it takes. */
  readonly elapsedMs: number;
}

/**
 * All ways, the ordinary one first; null where the simulated network cannot stand for the lab's (kernel settings).
 *
 * @param files what the resolver finds in the lab, by path
 */
export async function everyWay(
  resolver: Resolver,
  lookup: Lookup,
  setup: CellSetup,
  host: HostProfile,
  files: SimulatedTree,
  createFixture: () => Fixture,
  signal?: AbortSignal,
): Promise<readonly Way[] | null> {
  const ipv6 = ipv6OfHost(host);
  if (typeof ipv6 === "string") return null;
  const { env, hostname, user, network, before = [] } = setup;
  const { runs } = await explore((choices) => {
    const machine = createSimulatedWorld({
      files,
      env,
      hostname,
      user,
      fixture: createFixture(),
      calls: host.syscalls,
      routes: network === undefined ? [] : routesOf(network),
      ipv6,
      seed: SEED,
      choices,
      ...(signal === undefined ? {} : { signal }),
    });
    const earlier = before.map((step) =>
      step.kind === "files"
        ? { kind: "change" as const, change: async () => machine.change(step.files) }
        : step,
    );
    return machine.run((world) => resolver.resolve(world, lookup, earlier));
  }, MOST_RUNS);
  return runs.map(({ result, trace, elapsedMs }) => ({ ...result, trace, elapsedMs }));
}

/** The distinct outcomes of all ways, in their order. */
export function outcomesOf(ways: readonly Way[]): readonly Outcome[] {
  return distinctOutcomes(ways.flatMap(({ outcome, alternatives }) => [outcome, ...alternatives]));
}

/** Without repetitions; the first stays first. Client ports make no difference. */
export function distinctOutcomes(outcomes: readonly Outcome[]): readonly Outcome[] {
  const seen = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const key = outcomeKey(outcome);
    if (!seen.has(key)) seen.set(key, outcome);
  }
  return [...seen.values()];
}

/** The other outcomes beside the one that happened. */
export function othersThan(happened: Outcome, all: readonly Outcome[]): readonly Outcome[] {
  return distinctOutcomes([happened, ...all]).slice(1);
}

function outcomeKey(outcome: Outcome): string {
  return JSON.stringify(
    outcome.kind === "error" ? { ...outcome, text: normalisePorts(outcome.text) } : outcome,
  );
}

/** What a resolver finds at the paths that it may read. */
export async function filesOf({ files: paths }: Resolver, files: Files): Promise<SimulatedTree> {
  const entries = await Promise.all(
    paths.map(async (path): Promise<[string, SimulatedTree[string]]> => {
      const found = await files.read(path);
      if (found.kind === "error") {
        return [
          path,
          found.errno === "ENOENT" ? { kind: "absent" } : { kind: "failing", errno: found.errno },
        ];
      }
      const owned = { owner: 0, mode: 0o755 };
      return [
        path,
        found.directory ? { kind: "directory", ...owned } : { kind: "content", bytes: found.bytes, ...owned },
      ];
    }),
  );
  return Object.fromEntries(entries);
}

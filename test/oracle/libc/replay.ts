/** Plays a recorded scenario in the simulated world, and says what tells a model from a recording. */
import { createFixture } from "../../../harness/fixture/fixture.ts";
import type { FileSpec } from "../../../harness/scenario/scenario.ts";
import type { TraceEvent } from "../../../harness/trace/event.ts";
import { explore } from "../../../harness/world/explore.ts";
import { createSimulatedWorld, type SimulatedMachine } from "../../../harness/world/simulated.ts";
import type { SimulatedRoute } from "../../../harness/world/simulated-routes.ts";
import {
  type Errno,
  HINT_FLAGS,
  type HintFlag,
  type Outcome,
  SocketError,
  type World,
} from "../../../harness/world/world.ts";
import type { Beyond } from "./beyond.ts";
import type { GoldenOutcome, GoldenQuestion, GoldenResult, GoldenScenario } from "./golden.ts";

/** What a model is asked to do: one lookup, with getaddrinfo's hints where they are not Go's. */
export type Model = (
  world: World,
  flags: readonly HintFlag[] | null,
) => Promise<{ readonly outcome: Outcome; readonly errno?: Errno | null }>;

/** Orders of replies that are tried. */
const MOST_WAYS = 200;
/** What a busy machine may have added to a recorded time, and what its steps may have taken away. */
const LATE_MS = 400;
const EARLY_MS = 110;

/** Why this scenario cannot be played; null where it can. */
export function obstacle({ beyond }: GoldenScenario): string | null {
  switch (beyond?.kind) {
    case "uncompressed-replies":
      return "what a scenario file says of its replies is not what was sent";
    case "second-lookup":
      return "a second lookup";
    default:
      return null;
  }
}

/**
 * Differences of the best fitting order of replies; empty for none. How often and when a question was asked counts only
 * where the recording was made on a steady clock.
 */
export async function differences(
  golden: GoldenScenario,
  own: Readonly<Record<string, FileSpec>>,
  recorded: GoldenResult,
  model: Model,
  clock: "steady" | "busy",
): Promise<readonly string[]> {
  const { runs } = await explore((choices) => play(golden, own, choices, model), MOST_WAYS);
  let best: readonly string[] | null = null;
  for (const { result, elapsedMs, trace } of runs) {
    const told = compare(recorded, result, elapsedMs, trace, clock);
    if (told.length === 0) return [];
    best ??= told;
  }
  return best ?? [];
}

function play(
  { scenario, host, beyond }: GoldenScenario,
  own: Readonly<Record<string, FileSpec>>,
  choices: readonly number[],
  model: Model,
) {
  const { files, env, hostname, user, dns } = scenario;
  const machine: SimulatedMachine = {
    files: { ...own, ...host.files, ...files },
    env,
    hostname: hostname ?? "lab",
    user: user ?? 0,
    fixture: createFixture(dns),
    seed: 1,
    calls: beyond?.kind === "syscalls" ? beyond.syscalls : host.syscalls,
    routes: beyond?.kind === "network" ? routesOf(beyond) : [],
    ipv6: host.sysctls["net.ipv6.conf.all.disable_ipv6"] !== "1",
    choices,
  };
  const flags = beyond?.kind === "flags" ? hintFlags(beyond.flags) : null;
  return createSimulatedWorld(machine).run((world) => model(changed(world, beyond), flags));
}

function hintFlags(flags: readonly string[]): readonly HintFlag[] {
  return HINT_FLAGS.filter((flag) => flags.includes(`AI_${flag.toUpperCase()}`));
}

function routesOf({ addresses, routes }: Beyond & { readonly kind: "network" }): readonly SimulatedRoute[] {
  return addresses.flatMap((text) => {
    const [source = ""] = text.split("/");
    const [family, everything] = source.includes(":")
      ? (["ip6", "::/0"] as const)
      : (["ip4", "0.0.0.0/0"] as const);
    const near = { prefix: text, source };
    return routes.includes(family) ? [near, { prefix: everything, source }] : [near];
  });
}

function changed(world: World, beyond: Beyond | null): World {
  if (beyond?.kind === "file-error") {
    const { path, errno } = beyond;
    const read = (asked: string) =>
      asked === path ? Promise.resolve({ kind: "error", errno } as const) : world.files.read(asked);
    return { ...world, files: { read } };
  }
  const isWithout =
    beyond?.kind === "no-ipv6-sockets" || (beyond?.kind === "network" && beyond.refusesIpv6Sockets === true);
  return isWithout ? { ...world, network: withoutIpv6(world.network) } : world;
}

function withoutIpv6(network: World["network"]): World["network"] {
  const refusing =
    <Result>(make: (remote: { readonly address: string; readonly port: number }) => Promise<Result>) =>
    (remote: { readonly address: string; readonly port: number }) => {
      if (remote.address.includes(":")) throw new SocketError("EAFNOSUPPORT", "socket");
      return make(remote);
    };
  return {
    udp: async (remote) => refusing((to) => network.udp(to))(remote),
    tcp: async (remote, deadlineMs) => refusing((to) => network.tcp(to, deadlineMs))(remote),
    sourceFor: async (remote) => (remote.address.includes(":") ? null : network.sourceFor(remote)),
    unconnectedUdp: async (version) => {
      if (version === 6) throw new SocketError("EAFNOSUPPORT", "socket");
      return network.unconnectedUdp(version);
    },
  };
}

function compare(
  recorded: GoldenResult,
  { outcome, errno }: { readonly outcome: Outcome; readonly errno?: Errno | null },
  elapsedMs: number,
  trace: readonly TraceEvent[],
  clock: "steady" | "busy",
): readonly string[] {
  const told: string[] = [];
  const [expected] = recorded.outcomes;
  const got = goldenOutcome(outcome, errno ?? null);
  const isErrnoKnown = expected?.kind === "error" && expected.errno !== undefined;
  const comparable = got.kind === "error" && !isErrnoKnown ? { kind: got.kind, code: got.code } : got;
  if (!isSameOutcome(comparable, expected)) {
    told.push(`recorded ${JSON.stringify(expected)}, model ${JSON.stringify(got)}`);
  }
  const asked = counted(recorded.questions.map(textOf), clock);
  const modelled = counted(trace.filter((event) => isRecorded(event, recorded)).map(textOf), clock);
  if (asked.join("\n") !== modelled.join("\n")) {
    told.push(`recorded questions:\n    ${asked.join("\n    ")}\n  model:\n    ${modelled.join("\n    ")}`);
  }
  if (clock === "busy") return told;
  if (elapsedMs < recorded.elapsedMs - LATE_MS || elapsedMs > recorded.elapsedMs + EARLY_MS) {
    told.push(`recorded ${recorded.elapsedMs} ms, model ${elapsedMs} ms`);
  }
  return told;
}

/** On a busy machine some questions are repeated, or given up, for want of time. */
function counted(questions: readonly string[], clock: "steady" | "busy"): readonly string[] {
  return (clock === "busy" ? [...new Set(questions)] : [...questions]).sort();
}

function isSameOutcome(left: GoldenOutcome, right: GoldenOutcome | undefined): boolean {
  return right !== undefined && JSON.stringify(withoutChance(left)) === JSON.stringify(withoutChance(right));
}

/**
 * musl up to 1.2.3 makes the 30th address of a cut reply of three bytes and of one that stands behind its buffer: the
 * first of a query's random id.
 */
function withoutChance(outcome: GoldenOutcome): GoldenOutcome {
  if (outcome.kind !== "answer" || outcome.addresses.length !== 30) return outcome;
  const addresses = outcome.addresses.map((address, index) =>
    index === 29 ? address.replace(/[0-9]+$/, "?") : address,
  );
  return { ...outcome, addresses };
}

/** Questions to closed ports and to loopback, and what is no question, were not always seen by whoever recorded. */
function isRecorded({ server, icmp, type }: TraceEvent, { questions }: GoldenResult): boolean {
  const isSeldom = icmp !== null || type === "?" || server.startsWith("127.");
  return !isSeldom || questions.some((question) => question.server === server);
}

function goldenOutcome(outcome: Outcome, errno: Errno | null): GoldenOutcome {
  switch (outcome.kind) {
    case "answer": {
      const { addresses, canonicalName } = outcome;
      return { kind: "answer", addresses, ...(canonicalName === undefined ? {} : { canonicalName }) };
    }
    case "error":
      return { kind: "error", code: outcome.code, ...(errno === null ? {} : { errno }) };
    case "never":
      return { kind: "never" };
  }
}

/** A blank in a name is "\\032" for one of the two. */
function textOf({ server, transport, edns, type, name }: GoldenQuestion | TraceEvent): string {
  return [server, transport, edns ? "edns" : "plain", type, name.replaceAll("\\032", " ")].join(" ");
}

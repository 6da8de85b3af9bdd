/** The lab's loopback as all simulated sockets share it: who listens where, and what passes. */
import type { Fixture, FixtureAction, PortState, Rule, RuleReply, Transport } from "../fixture/dns-server.ts";
import { formatAddress, parseAddress } from "../wire/ip.ts";
import { DNS_PORT, type TraceRecorder } from "./trace-recorder.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { Endpoint } from "./world.ts";

/** What a packet to a port of the machine itself, or of one behind a route, meets. */
export type SimulatedPort = Exclude<PortState, "unreachable">;

export class SimulatedLink {
  /** One way between client and server. */
  readonly latencyMs: number;
  readonly clock: VirtualClock;
  readonly trace: TraceRecorder;
  readonly #fixture: Fixture;
  readonly #ports: ReadonlyMap<string, Readonly<Record<Transport, PortState>>>;
  readonly #routed: (address: string) => boolean;

  /** `routed`: whether an address lies behind a route. */
  constructor(
    fixture: Fixture,
    clock: VirtualClock,
    trace: TraceRecorder,
    routed: (address: string) => boolean,
    latencyMs: number,
  ) {
    this.latencyMs = latencyMs;
    this.#fixture = fixture;
    this.clock = clock;
    this.trace = trace;
    this.#routed = routed;
    this.#ports = new Map(fixture.servers.map(({ address, udp, tcp }) => [canonical(address), { udp, tcp }]));
  }

  /** What listens at an endpoint that can be reached. */
  portOf({ address, port }: Endpoint, transport: Transport): SimulatedPort {
    if (this.#routed(address)) return "silent";
    const state = port === DNS_PORT ? this.#statesOf(address)?.[transport] : undefined;
    // 127.0.0.0/8 and ::1 can be reached whatever a scenario says.
    return state === undefined || state === "unreachable" ? "closed" : state;
  }

  /** What the server does with a query that has arrived. */
  ask(server: Endpoint, transport: Transport, client: Endpoint, query: Uint8Array): readonly FixtureAction[] {
    return this.#fixture.answer(server.address, transport, client.address, query);
  }

  /** Whether two texts are the same address. */
  isSame(left: string, right: string): boolean {
    return left === right || canonical(left) === canonical(right);
  }

  #statesOf(address: string): Readonly<Record<Transport, PortState>> | undefined {
    return this.#ports.get(address) ?? this.#ports.get(canonical(address));
  }
}

/** Addresses that a lab adds to lo: those of servers that can be reached, and those that replies come from. */
export function addressesOf({ servers }: Fixture): readonly string[] {
  const reachable = servers.filter(({ udp, tcp }) => udp !== "unreachable" || tcp !== "unreachable");
  const sources = servers.flatMap(({ rules }) => rules).flatMap(({ reply }: Rule) => sourcesOf(reply));
  return [...reachable.map(({ address }) => address), ...sources];
}

function sourcesOf({ from, before = [] }: RuleReply): readonly string[] {
  return [...(from === undefined ? [] : [from]), ...before.flatMap(sourcesOf)];
}

function canonical(address: string): string {
  const bytes = parseAddress(address);
  return bytes === null ? address : formatAddress(bytes);
}

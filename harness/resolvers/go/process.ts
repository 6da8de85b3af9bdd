/** One process of a Go program: what it looks up, one call after the other, with the caches that it keeps. */
import type { Family, World } from "../../world/world.ts";
import { toByteString, toDisplayText } from "../text.ts";
import { NeverReturns } from "./answers.ts";
import type { GoBuild } from "./build.ts";
import type { Addresses, Libc } from "./cgo.ts";
import type { Decision, Order } from "./conf.ts";
import { Configuration } from "./configuration.ts";
import { connectTo, firstForResolve, wrapped } from "./dial.ts";
import { type End, mapEnds, ok } from "./ends.ts";
import { type ErrorReport, reportError } from "./errors.ts";
import { ofFamily, splitHostPort } from "./ipsock.ts";
import { formatIpAddress, type IpAddress, joinHostPort } from "./literals.ts";
import { type LookedUp, Resolver } from "./resolver.ts";
import { settingsOf } from "./settings.ts";
import type { Call } from "./stages.ts";
import type { Features } from "./versions.ts";
import type { StartOrder } from "./walk.ts";

/** Fields of net.Resolver, and the deadline of the call's context. */
export interface CallOptions {
  readonly preferGo?: boolean;
  readonly strictErrors?: boolean;
  /** A point in time of the World's clock; default none. */
  readonly deadlineMs?: number;
}

/** What a call returns. */
export type GoAnswer =
  | {
      readonly kind: "answer";
      readonly addresses: readonly string[];
      /** The name that they belong to, where `lookUp` was asked and there is one. */
      readonly canonicalName?: string;
    }
  | { readonly kind: "error"; readonly error: ErrorReport }
  /** The program spins: there is no text to print. */
  | { readonly kind: "never"; readonly because: string };

export interface GoResult {
  readonly answer: GoAnswer;
  /** What the same call can also return here, where it races with itself. */
  readonly alternatives: readonly GoAnswer[];
  /** As GODEBUG=netdns=2 prints it; null where there was nothing to decide. */
  readonly order: Order | null;
}

/** Networks of Dial that name a family, or both. */
export type TcpNetwork = "tcp" | "tcp4" | "tcp6";

export interface ProcessOptions {
  /** Who answers where the process chooses cgo; without one such a lookup throws RangeError. */
  readonly libc?: Libc;
  /** Default "last first". */
  readonly startOrder?: StartOrder;
  /** Behaviours in the place of those that the release has. */
  readonly features?: Features;
}

export interface GoProcess {
  /**
   * Whether a lookup so far would have asked other servers first, had its goroutines started in another order: real Go
   * can then show what a process with the other `startOrder` does.
   */
  readonly startOrderMattered: boolean;
  /** Lines that GODEBUG=netdns=N has made the process print so far. */
  readonly stderr: readonly string[];
  /** The decision for a name alone, with the lines that it prints. */
  decide(name: string): Promise<Decision>;
  /** Resolver.LookupHost. */
  lookupHost(name: string, options?: CallOptions): Promise<GoResult>;
  /** Resolver.LookupIPAddr. */
  lookupIPAddr(name: string, options?: CallOptions): Promise<GoResult>;
  /** Resolver.LookupIP; before Go 1.15, which had no such method, what Dial did for the family. */
  lookupIP(network: "ip" | "ip4" | "ip6", name: string, options?: CallOptions): Promise<GoResult>;
  /**
   * LookupIPAddr for "ip" and LookupIP for the others, with the canonical name that Go saw: LookupCNAME's, had it been asked.
   */
  lookUp(family: Family, name: string, options?: CallOptions): Promise<GoResult>;
  /** Resolver.LookupCNAME: the canonical name as the only "address". */
  lookupCNAME(name: string, options?: CallOptions): Promise<GoResult>;
  /** Dialer.Dial to "host:80": the remote end as the only "address". Throws RangeError without a host and a numeric port. */
  dial(network: TcpNetwork, address: string, options?: CallOptions): Promise<GoResult>;
  /** net.ResolveTCPAddr of "host:80". Throws RangeError without a host and a numeric port. */
  resolveTCPAddr(network: TcpNetwork, address: string): Promise<GoResult>;
}

/** Starts a process in a World. Throws RangeError for a version outside the table. */
export function createGoProcess(build: GoBuild, world: World, options: ProcessOptions = {}): GoProcess {
  const { libc = null, startOrder = "last first" } = options;
  const settings = settingsOf(build, world.env, options.features);
  const resolver = new Resolver(world, settings, new Configuration(world, settings), libc, startOrder);
  return {
    get startOrderMattered() {
      return resolver.startOrderMattered;
    },
    stderr: resolver.stderr,
    decide: (name) => resolver.decide(toByteString(name), false),
    lookupHost: (name, options) =>
      concluded(async () => resolver.lookupHost(callOf(options), toByteString(name))),
    lookupIPAddr: (name, options) =>
      concluded(async () =>
        formatted(await resolver.lookupIPAddr(callOf(options), "ip", toByteString(name)), formatIpAddress),
      ),
    lookupIP: (network, name, options) =>
      concluded(async () =>
        formatted(await resolver.lookupIP(callOf(options), network, toByteString(name)), formatIp),
      ),
    lookUp: (family, name, options) => lookUp(resolver, family, toByteString(name), callOf(options)),
    lookupCNAME: (name, options) =>
      concluded(async () => {
        const { order, ends } = await resolver.lookupCNAME(callOf(options), toByteString(name));
        return { order, ends: mapEnds(ends, (canonicalName) => [canonicalName]) };
      }),
    dial: (network, address, options) =>
      concluded(() => dial(world, resolver, network, address, callOf(options))),
    resolveTCPAddr: (network, address) => concluded(() => resolveTcpAddr(resolver, network, address)),
  };
}

function callOf({ preferGo = false, strictErrors = false, deadlineMs }: CallOptions = {}): Call {
  return { preferGo, strictErrors, context: { deadlineMs: deadlineMs ?? null, isCancelled: () => false } };
}

async function lookUp(resolver: Resolver, family: Family, name: string, call: Call): Promise<GoResult> {
  if (family !== "ip" && name === "") {
    return concluded(async () => formatted(await resolver.lookupIP(call, family, name), formatIp));
  }
  return concludedBy(
    async () => {
      const { order, ends } = await resolver.lookupNamed(call, family, name);
      return { order, ends: ends.map((end) => usable(end, family, name)) };
    },
    ({ addresses, canonicalName }) => ({
      kind: "answer",
      addresses: addresses.map(toDisplayText),
      ...(canonicalName === "" ? {} : { canonicalName: toDisplayText(canonicalName) }),
    }),
  );
}

/** What LookupIP takes of the addresses; LookupIPAddr takes all, and their zones. */
function usable(
  end: End<Addresses>,
  family: Family,
  name: string,
): End<{ readonly addresses: readonly string[]; readonly canonicalName: string }> {
  if (end.kind === "failed") return end;
  const { addresses, canonicalName } = end.value;
  if (family === "ip") return ok({ addresses: addresses.map(formatIpAddress), canonicalName });
  const kept = ofFamily(addresses, family, name);
  return kept.kind === "failed" ? kept : ok({ addresses: kept.value.map(formatIp), canonicalName });
}

async function dial(
  world: World,
  resolver: Resolver,
  network: TcpNetwork,
  address: string,
  call: Call,
): Promise<LookedUp<readonly string[]>> {
  const { host, port } = partsOf(address);
  const { order, ends } = await resolver.internetAddrList(call, network, host);
  const connected: End<readonly string[]>[] = [];
  for (const end of ends) {
    if (end.kind === "failed") {
      connected.push(wrapped(end, network));
      continue;
    }
    const usable = end.value.filter((each) => each !== null);
    const made = await connectTo(world, network, usable, port, call.context.deadlineMs);
    connected.push(...mapEnds([made], (remote) => [remote]));
  }
  return { order, ends: connected };
}

async function resolveTcpAddr(
  resolver: Resolver,
  network: TcpNetwork,
  address: string,
): Promise<LookedUp<readonly string[]>> {
  const { host, port } = partsOf(address);
  const { order, ends } = await resolver.internetAddrList(callOf(), network, host);
  const first = (addresses: readonly (IpAddress | null)[]) => {
    const chosen = firstForResolve(
      addresses.filter((each) => each !== null),
      network,
      address,
    );
    return chosen === undefined ? [] : [joinHostPort(formatIpAddress(chosen), port)];
  };
  return { order, ends: mapEnds(ends, first) };
}

function partsOf(address: string): { readonly host: string; readonly port: number } {
  const parts = splitHostPort(toByteString(address));
  if (parts === null || parts.host === "") {
    throw new RangeError(`${JSON.stringify(address)} is not a host and a port number`);
  }
  return parts;
}

function formatted<T>(
  { order, ends }: LookedUp<readonly T[]>,
  format: (address: T) => string,
): LookedUp<readonly string[]> {
  return { order, ends: mapEnds(ends, (addresses) => addresses.map(format)) };
}

/** LookupIP gives addresses without their zones; a nil one prints as "<nil>". */
function formatIp(address: IpAddress | null): string {
  return address === null ? "<nil>" : formatIpAddress({ ...address, zone: "" });
}

function concluded(lookUp: () => Promise<LookedUp<readonly string[]>>): Promise<GoResult> {
  return concludedBy(lookUp, (addresses) => ({ kind: "answer", addresses: addresses.map(toDisplayText) }));
}

async function concludedBy<T>(
  lookUp: () => Promise<LookedUp<T>>,
  answered: (value: T) => GoAnswer,
): Promise<GoResult> {
  try {
    const { order, ends } = await lookUp();
    const [answer, ...alternatives] = distinct(
      ends.map((end) =>
        end.kind === "ok" ? answered(end.value) : { kind: "error", error: reportError(end.error) },
      ),
    );
    if (answer === undefined) throw new RangeError("a lookup ended in no way");
    return { answer, alternatives, order };
  } catch (error) {
    if (!(error instanceof NeverReturns)) throw error;
    return { answer: { kind: "never", because: error.message }, alternatives: [], order: null };
  }
}

/** Without repetitions; the first stays first. Ephemeral ports do not make a difference. */
function distinct(answers: readonly GoAnswer[]): readonly GoAnswer[] {
  if (answers.length < 2) return answers;
  const seen = new Map<string, GoAnswer>();
  for (const answer of answers) {
    const key = JSON.stringify(answer).replace(/:[0-9]+->/g, ":PORT->");
    if (!seen.has(key)) seen.set(key, answer);
  }
  return [...seen.values()];
}

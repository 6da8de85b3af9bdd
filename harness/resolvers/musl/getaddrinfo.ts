/** getaddrinfo as musl has it (src/network/getaddrinfo.c, lookup_name.c). */
import { type Errno, type Family, type HintFlag, SocketError, type World } from "../../world/world.ts";
import { mapped } from "../libc/address-order.ts";
import { failureOf } from "../libc/calls.ts";
import { toByteString } from "../text.ts";
import { openFile } from "./files.ts";
import { lookUpInHosts } from "./hosts.ts";
import { type MuslAddress, parseLiteral, type WantedFamily } from "./literals.ts";
import { readAsMusl } from "./resolvconf.ts";
import { type Answer, lookUpInDns } from "./search.ts";
import { sortAddresses } from "./sort.ts";
import type { Features } from "./versions.ts";

/** AI_* of a call; AI_CANONNAME changes nothing, since musl gives a canonical name in any case. */
export interface Hints {
  readonly v4mapped: boolean;
  readonly all: boolean;
  readonly addrconfig: boolean;
  readonly numerichost: boolean;
  /** A flag that musl has not. */
  readonly unknown: boolean;
}

/** What Go's cgo passes. */
export const HINTS_OF_GO: Hints = hintsOf(["canonname", "v4mapped", "all"]);

/** Hints with these flags set. */
export function hintsOf(flags: readonly HintFlag[]): Hints {
  return {
    v4mapped: flags.includes("v4mapped"),
    all: flags.includes("all"),
    addrconfig: flags.includes("addrconfig"),
    numerichost: flags.includes("numerichost"),
    unknown: flags.includes("idn"),
  };
}

const WANTED: Readonly<Record<Family, WantedFamily>> = { ip: null, ip4: 4, ip6: 6 };
const LONGEST_NAME = 254;
/** Errors of a loopback that is not there; any other is EAI_SYSTEM. */
const ABSENT_LOOPBACK: ReadonlySet<Errno> = new Set([
  ...["EADDRNOTAVAIL", "EAFNOSUPPORT", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH"],
]);

/** Looks up a name of a World. */
export async function getaddrinfo(
  world: World,
  name: string,
  family: Family,
  hints: Hints,
  features: Features,
): Promise<Answer> {
  if (hints.unknown) return { kind: "error", code: "EAI_BADFLAGS" };
  const configured = await addressFamilies(world, WANTED[family], hints, features);
  if ("kind" in configured) return configured;
  const answer = await lookUpName(world, toByteString(name), configured.wanted, hints, features);
  const hasNoFamily = configured.hasNone && answer.kind === "addresses";
  return hasNoFamily ? { kind: "error", code: "EAI_NODATA" } : answer;
}

interface Configured {
  readonly wanted: WantedFamily;
  /** The family that was asked for has no address here: the name is looked up all the same. */
  readonly hasNone: boolean;
}

/** AI_ADDRCONFIG: a family counts as configured where its loopback can be reached. */
async function addressFamilies(
  world: World,
  asked: WantedFamily,
  { addrconfig }: Hints,
  features: Features,
): Promise<Configured | Extract<Answer, { readonly kind: "error" }>> {
  let wanted = asked;
  let hasNone = false;
  if (!addrconfig || !features.knowsAddrconfig) return { wanted, hasNone };
  for (const [family, loopback] of [
    [4, "127.0.0.1"],
    [6, "::1"],
  ] as const) {
    const other = family === 4 ? 6 : 4;
    if (wanted === other) continue;
    const errno = await loopbackFailure(world, loopback);
    if (errno === null) continue;
    const isAbsent = features.addrconfigWithoutAddress
      ? ABSENT_LOOPBACK.has(errno)
      : errno === "EAFNOSUPPORT";
    if (!isAbsent) return { kind: "error", code: "EAI_SYSTEM", errno };
    if (wanted === family) {
      if (!features.knowsNoData) return { kind: "error", code: "EAI_NONAME" };
      hasNone = true;
    }
    wanted = other;
  }
  return { wanted, hasNone };
}

/** socket and connect. */
async function loopbackFailure({ network, calls }: World, address: string): Promise<Errno | null> {
  const refused = failureOf(calls, "socket") ?? failureOf(calls, "connect");
  if (refused !== null) return refused;
  try {
    (await network.udp({ address, port: 65_535 })).close();
    return null;
  } catch (error) {
    if (error instanceof SocketError) return error.errno;
    throw error;
  }
}

/** __lookup_name. */
async function lookUpName(
  world: World,
  name: string,
  asked: WantedFamily,
  hints: Hints,
  features: Features,
): Promise<Answer> {
  if (name.length < 1 || name.length > LONGEST_NAME) return { kind: "error", code: "EAI_NONAME" };
  const isMapping = hints.v4mapped && asked === 6;
  const wanted = isMapping ? null : asked;
  const answer = await fromBackends(world, name, wanted, hints, features);
  if (answer.kind !== "addresses") return answer;
  const addresses = isMapping ? mapAll(answer.addresses, hints.all) : [...answer.addresses];
  const isLeft =
    addresses.length < 2 ||
    wanted === 4 ||
    (features.leavesIpv4Alone && addresses.every(({ family }) => family === 4));
  if (!isLeft) await sortAddresses(world, addresses, features);
  return { ...answer, addresses };
}

/** Literal, /etc/hosts, DNS: the first that has something to say. */
async function fromBackends(
  world: World,
  name: string,
  wanted: WantedFamily,
  { numerichost }: Hints,
  features: Features,
): Promise<Answer> {
  const otherFamily: Answer = { kind: "error", code: features.knowsNoData ? "EAI_NODATA" : "EAI_NONAME" };
  const literal = parseLiteral(name, wanted);
  if (literal.kind === "address") {
    return { kind: "addresses", addresses: [literal.address], canonicalName: name };
  }
  if (literal.kind === "bad-zone") return { kind: "error", code: "EAI_NONAME" };
  if (literal.kind === "other-family") return otherFamily;
  if (numerichost) return { kind: "error", code: "EAI_NONAME" };
  const hosts = await openFile(world, "/etc/hosts", features);
  if (hosts.kind === "failed") return { kind: "error", code: "EAI_SYSTEM", errno: hosts.errno };
  if (hosts.kind === "content") {
    const entry = lookUpInHosts(hosts.text, name, wanted, features);
    if (entry.addresses.length > 0) {
      return {
        kind: "addresses",
        addresses: entry.addresses,
        canonicalName: entry.canonicalName ?? name,
      };
    }
    if (entry.hasOthers) return otherFamily;
  }
  const resolvConf = await openFile(world, "/etc/resolv.conf", features);
  // -1 is handed up as it is, and by chance is this error.
  if (resolvConf.kind === "failed") return { kind: "error", code: "EAI_BADFLAGS" };
  const text = resolvConf.kind === "content" ? resolvConf.text : "";
  return lookUpInDns(world, readAsMusl(text, features), name, wanted, features);
}

/** IPv4 as ::ffff:a.b.c.d; without AI_ALL only where there is no IPv6. */
function mapAll(addresses: readonly MuslAddress[], all: boolean): MuslAddress[] {
  const six = addresses.filter(({ family }) => family === 6);
  const kept = !all && six.length > 0 ? six : addresses;
  return kept.map((address) =>
    address.family === 6 ? address : { family: 6, bytes: mapped(address.bytes), scope: 0 },
  );
}

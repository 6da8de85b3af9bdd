/**
 * getaddrinfo(3) of glibc as a function of a World: literals, the services of nsswitch.conf, and the order of RFC 3484
 * (sysdeps/posix/getaddrinfo.c, nss/getaddrinfo.c from 2.39 on).
 */

import { byteString, byteStringBytes } from "../../wire/bytes.ts";
import { formatAddress } from "../../wire/ip.ts";
import { type Errno, type Family, NeverError, type Outcome } from "../../world/world.ts";
import { gaiError } from "../libc/gai-errors.ts";
import { toByteString } from "../text.ts";
import { type Destination, inOrder, type OwnAddress } from "./address-order.ts";
import { EAI } from "./eai.ts";
import { DEFAULT_GAI_CONF, type GaiConf, readGaiConf } from "./gai-conf.ts";
import { gaiText } from "./gai-texts.ts";
import { isMapped, mapped, parseIpv4, parseScope, parseStrictIpv6 } from "./numeric.ts";
import { type GlibcProcess, openFile } from "./process.ts";
import { askServices, type Found, type Request } from "./services.ts";
import { askSimply } from "./simple-call.ts";
import type { FoundAddress } from "./status.ts";

/** Hints of getaddrinfo; the socket type is always SOCK_STREAM. */
export interface Hints {
  readonly canonname: boolean;
  readonly v4mapped: boolean;
  readonly all: boolean;
  readonly addrconfig: boolean;
}

/** AI_CANONNAME | AI_V4MAPPED | AI_ALL: what Go passes with cgo. */
export const HINTS_OF_GO: Hints = { canonname: true, v4mapped: true, all: true, addrconfig: false };

export interface GlibcResult {
  readonly outcome: Outcome;
  /** Beside EAI_SYSTEM; "errno 0" for none. */
  readonly errno: Errno | null;
}

/** Why a lookup does not come back: the only calls without a timeout. */
const NEVER = "waits for TCP data without a timeout";
const DISCARD_PORT = 9;
const LONGEST_NAME = 1025;

export async function getaddrinfo(
  process: GlibcProcess,
  lookup: { readonly name: string; readonly family: Family },
  hints: Hints = HINTS_OF_GO,
): Promise<GlibcResult> {
  const name = toByteString(lookup.name);
  let result: Found;
  try {
    result = await lookUp(process, { ...hints, name, family: lookup.family });
  } catch (error) {
    if (error instanceof NeverError) {
      return { outcome: { kind: "never", because: error.because ?? NEVER }, errno: null };
    }
    throw error;
  }
  if (result.kind === "failed") return failure(result.code, process.state.thread.errno);
  const ordered = await order(process, result.addresses);
  const canonicalName = hints.canonname ? (result.canonicalName ?? name) : null;
  return {
    outcome: {
      kind: "answer",
      addresses: ordered.map(format),
      ...(canonicalName === null ? {} : { canonicalName: display(canonicalName) }),
    },
    errno: null,
  };
}

function failure(number: number, errno: Errno | null): GlibcResult {
  const { code, class: errorClass } = gaiError(number);
  return {
    outcome: { kind: "error", class: errorClass, code, number, text: gaiText(number) },
    errno: number === EAI.SYSTEM ? (errno ?? "errno 0") : null,
  };
}

async function lookUp(process: GlibcProcess, hinted: Request & Hints): Promise<Found> {
  const { name } = hinted;
  // "*" is no name at all, and that is told before the flags are looked at: callers give no service either.
  if (name === "*") return { kind: "failed", code: EAI.NONAME };
  const request = hinted.addrconfig ? narrowed(hinted, await process.ownAddresses()) : hinted;
  if (request === null) return { kind: "failed", code: EAI.NONAME };
  const literal = literalOf(request, process);
  if (literal !== null) return literal;
  if (name.length >= LONGEST_NAME) return { kind: "failed", code: EAI.NONAME };
  const isSimple =
    request.family === "ip4" && !(request.canonname && process.state.features.canonicalNameForIpv4);
  const services = await process.services();
  const sources = services === null ? null : await process.sources();
  if (services === null || sources === null) return { kind: "failed", code: EAI.NONAME };
  return isSimple ? askSimply(services, sources, request) : askServices(services, sources, request);
}

/** AI_ADDRCONFIG: families that the machine has no address of are left out. Null: nothing is left. */
function narrowed<R extends Request>(request: R, own: readonly OwnAddress[]): R | null {
  const has4 = own.some(({ bytes }) => bytes.length === 4 && formatAddress(bytes) !== "127.0.0.1");
  const has6 = own.some(({ bytes }) => bytes.length === 16 && formatAddress(bytes) !== "::1");
  if (request.family === "ip") {
    return has4 === has6 ? request : { ...request, family: has4 ? "ip4" : "ip6" };
  }
  return (request.family === "ip4" ? has4 : has6) ? request : null;
}

/** What an address in text comes to; null for a name. */
function literalOf({ name, family, v4mapped }: Request, { state: { features } }: GlibcProcess): Found | null {
  const one = (address: FoundAddress): Found => ({
    kind: "found",
    addresses: [address],
    canonicalName: name,
  });
  const ipv4 = parseIpv4(name, features);
  if (ipv4 !== null) {
    if (family !== "ip6") return one({ family: "ip4", bytes: ipv4, scope: 0 });
    if (v4mapped) return one({ family: "ip6", bytes: mapped(ipv4), scope: 0 });
    return { kind: "failed", code: EAI.ADDRFAMILY };
  }
  const percent = name.indexOf("%");
  const ipv6 = parseStrictIpv6(percent === -1 ? name : name.slice(0, percent), features);
  if (ipv6 === null) return null;
  if (family === "ip4") {
    if (!isMapped(ipv6)) return { kind: "failed", code: EAI.ADDRFAMILY };
    return one({ family: "ip4", bytes: ipv6.subarray(12), scope: 0 });
  }
  const scope = percent === -1 ? 0 : parseScope(ipv6, name.slice(percent + 1), features);
  return scope === null ? { kind: "failed", code: EAI.NONAME } : one({ family: "ip6", bytes: ipv6, scope });
}

/** Connects a UDP socket to each address to learn its source, and sorts. */
async function order(
  process: GlibcProcess,
  addresses: readonly FoundAddress[],
): Promise<readonly FoundAddress[]> {
  if (addresses.length < 2) return addresses;
  const { state } = process;
  state.gaiConf ??= await gaiConfOf(process);
  const own = await process.ownAddresses();
  const hasPrefixes = own.some(({ bytes }) => bytes.length === 16 && formatAddress(bytes) !== "::1");
  const destinations: Destination[] = [];
  for (const address of addresses) {
    const source = await state.world.network.sourceFor({ address: format(address), port: DISCARD_PORT });
    const bytes = source === null ? null : sourceBytes(source, address);
    const prefixLength = hasPrefixes && bytes !== null ? prefixOf(bytes, own) : 0;
    destinations.push({ address, source: bytes, prefixLength });
  }
  return inOrder(destinations, state.gaiConf);
}

/** The source of a mapped address is told as IPv4, and is compared as IPv6. */
function sourceBytes(source: string, { family }: FoundAddress): Uint8Array | null {
  const ipv6 = parseStrictIpv6(source.replace(/%.*$/, ""));
  if (ipv6 !== null) return family === "ip4" && isMapped(ipv6) ? ipv6.subarray(12) : ipv6;
  const bytes = Uint8Array.from(source.split("."), Number);
  return family === "ip6" ? mapped(bytes) : bytes;
}

function prefixOf(source: Uint8Array, own: readonly OwnAddress[]): number {
  // All of 127.0.0.0/8 is one address to this rule.
  const text = source.length === 4 && source[0] === 127 ? "127.0.0.1" : formatAddress(source);
  return own.find(({ bytes }) => formatAddress(bytes) === text)?.prefixLength ?? 0;
}

async function gaiConfOf({ state }: GlibcProcess): Promise<GaiConf> {
  const file = await openFile(state.world, state.features, "/etc/gai.conf");
  if (file.kind === "error" || file.directory) return DEFAULT_GAI_CONF;
  return readGaiConf(byteString(file.bytes));
}

/** As inet_ntop writes it, with its scope: the name of the only interface that a lab has, or the number. */
function format({ bytes, scope }: FoundAddress): string {
  const suffix = scope === 0 ? "" : scope === 1 ? "%lo" : `%${scope}`;
  return `${formatAddress(bytes)}${suffix}`;
}

/** A byte string as the agent tells it: UTF-8 where it is UTF-8. */
function display(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(byteStringBytes(text));
  } catch {
    return text;
  }
}

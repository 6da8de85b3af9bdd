/**
 * Where a packet to an address would go in a lab's network namespace, as Linux (6.18) answered it with
 * nothing but `lo` up and /32 and /128 addresses on it.
 */
import { formatAddress, parseAddress } from "../wire/ip.ts";
import { bestSource } from "./simulated-source.ts";
import type { Errno } from "./world.ts";

/** A route to addresses outside of the lab: packets leave and are never heard of again. */
export interface SimulatedRoute {
  /** "192.0.2.0/24". */
  readonly prefix: string;
  /** Source address of packets that take it, or those to choose from; they belong to the machine too. */
  readonly source: string | readonly string[];
}

export type Path =
  /** An address of the machine itself: `address` is the one that is really reached, `0.0.0.0` being 127.0.0.1. */
  | { readonly kind: "local"; readonly address: string; readonly source: string }
  | { readonly kind: "routed"; readonly source: string }
  /** What connect(2) answers on a UDP and on a TCP socket. */
  | { readonly kind: "none"; readonly udp: Errno; readonly tcp: Errno };

interface Prefix {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly sources: readonly string[];
}

const UNREACHABLE: Path = { kind: "none", udp: "ENETUNREACH", tcp: "ENETUNREACH" };
const NO_IPV6: Path = { kind: "none", udp: "EADDRNOTAVAIL", tcp: "EADDRNOTAVAIL" };
const NO_ADDRESS: Path = { kind: "none", udp: "EINVAL", tcp: "EINVAL" };
/** The broadcast address of 127.0.0.0/8: UDP sockets need SO_BROADCAST for it. */
const LOOPBACK_BROADCAST: Path = { kind: "none", udp: "EACCES", tcp: "ENETUNREACH" };
/** Multicast of the link without an interface. */
const LINK_MULTICAST: Path = { kind: "none", udp: "EINVAL", tcp: "ENETUNREACH" };

export class SimulatedRoutes {
  readonly #local: ReadonlySet<string>;
  readonly #prefixes: readonly Prefix[];
  readonly #ipv6: boolean;
  /** Indices of interfaces: lo, and the one of the routes. */
  readonly #links: ReadonlySet<number>;
  /** Paths that were asked for before. */
  readonly #known = new Map<string, Path>();

  /** `local`: addresses on lo. `ipv6`: false where a sysctl disabled it. Throws RangeError for a bad address. */
  constructor(local: readonly string[], routes: readonly SimulatedRoute[], ipv6: boolean) {
    this.#local = new Set(
      [...local, ...routes.flatMap(({ source }) => source)].map((text) => formatAddress(bytesOf(text))),
    );
    this.#prefixes = routes.map(parseRoute).sort((left, right) => right.length - left.length);
    this.#ipv6 = ipv6;
    this.#links = new Set(routes.length === 0 ? [1] : [1, 2]);
  }

  /** The path to an address; an IPv6 zone is looked at for its presence and, where it is a number, for an interface. */
  to(text: string): Path {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const path = this.#find(text);
    this.#known.set(text, path);
    return path;
  }

  #find(text: string): Path {
    const bytes = parseAddress(text);
    if (bytes === null) return NO_ADDRESS;
    const unmapped = isMapped(bytes) ? bytes.subarray(12) : bytes;
    return unmapped.length === 4
      ? this.#ipv4(unmapped)
      : this.#toIpv6(unmapped, text.includes("%") ? text.slice(text.indexOf("%") + 1) : null);
  }

  #ipv4(bytes: Uint8Array): Path {
    const address = formatAddress(bytes);
    if (address === "0.0.0.0") return { kind: "local", address: "127.0.0.1", source: "127.0.0.1" };
    if (address === "127.255.255.255") return LOOPBACK_BROADCAST;
    if (this.#local.has(address) && bytes[0] !== 127) return { kind: "local", address, source: address };
    if (bytes[0] === 127) return { kind: "local", address, source: "127.0.0.1" };
    return this.#routed(bytes);
  }

  #toIpv6(bytes: Uint8Array, zone: string | null): Path {
    const address = formatAddress(bytes);
    const linkLocal = bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;
    if (linkLocal && zone === null) return NO_ADDRESS;
    // An interface that is not there.
    if (linkLocal && zone !== null && /^[0-9]+$/.test(zone) && !this.#links.has(Number(zone)))
      return UNREACHABLE;
    const zoned = zone !== null;
    if (!this.#ipv6) return NO_IPV6;
    if (address === "::1" || address === "::") return { kind: "local", address: "::1", source: "::1" };
    if (this.#local.has(address)) return { kind: "local", address, source: address };
    // Over loopback nobody else is reached.
    if (linkLocal && (zone === "1" || zone === "lo")) return UNREACHABLE;
    if (bytes[0] === 0xff && bytes[1] === 0x02 && !zoned) return LINK_MULTICAST;
    return this.#routed(bytes);
  }

  #routed(bytes: Uint8Array): Path {
    const route = this.#prefixes.find((prefix) => isWithin(bytes, prefix));
    return route === undefined ? UNREACHABLE : { kind: "routed", source: bestSource(bytes, route.sources) };
  }
}

function parseRoute({ prefix, source }: SimulatedRoute): Prefix {
  const [address = "", length = ""] = prefix.split("/");
  const bytes = bytesOf(address);
  if (!/^[0-9]{1,3}$/.test(length) || Number(length) > bytes.length * 8) {
    throw new RangeError(`not a prefix: ${JSON.stringify(prefix)}`);
  }
  return {
    bytes,
    length: Number(length),
    sources: [source].flat().map((text) => formatAddress(bytesOf(text))),
  };
}

function isWithin(bytes: Uint8Array, prefix: Prefix): boolean {
  if (bytes.length !== prefix.bytes.length) return false;
  return bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix.length - index * 8));
    return ((byte ^ (prefix.bytes[index] ?? 0)) & (0xff00 >> bits) & 0xff) === 0;
  });
}

function isMapped(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 &&
    bytes.subarray(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff
  );
}

function bytesOf(text: string): Uint8Array {
  const bytes = parseAddress(text);
  if (bytes === null) throw new RangeError(`not an IP address: ${JSON.stringify(text)}`);
  return bytes;
}

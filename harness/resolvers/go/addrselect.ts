/** Minimal RFC 6724 address selection (src/net/addrselect.go). */

import { parseAddress } from "../../wire/ip.ts";
import type { Network } from "../../world/world.ts";
import { formatIpAddress, type IpAddress, toIpv4 } from "./literals.ts";
import type { Features } from "./versions.ts";

/** RFC 6724, section 2.1, longest prefix first. Prefix bytes that are not written are zero. */
const POLICIES: readonly {
  readonly prefix: readonly number[];
  readonly bits: number;
  readonly precedence: number;
  readonly label: number;
}[] = [
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], bits: 128, precedence: 50, label: 0 },
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], bits: 96, precedence: 35, label: 4 },
  { prefix: [], bits: 96, precedence: 1, label: 3 },
  { prefix: [0x20, 0x01], bits: 32, precedence: 5, label: 5 },
  { prefix: [0x20, 0x02], bits: 16, precedence: 30, label: 2 },
  { prefix: [0x3f, 0xfe], bits: 16, precedence: 1, label: 12 },
  { prefix: [0xfe, 0xc0], bits: 10, precedence: 1, label: 11 },
  { prefix: [0xfc], bits: 7, precedence: 3, label: 13 },
  { prefix: [], bits: 0, precedence: 40, label: 1 },
];

const SCOPE_LINK_LOCAL = 0x2;
const SCOPE_SITE_LOCAL = 0x5;
const SCOPE_GLOBAL = 0xe;
/** Rule 9 looks at the network part of an IPv6 address only. */
const PREFIX_BITS = 64;

interface Attributes {
  readonly scope: number;
  readonly precedence: number;
  readonly label: number;
}

interface Destination {
  readonly address: IpAddress;
  readonly attributes: Attributes;
  /** Null where the address has no route. */
  readonly source: { readonly bytes: Uint8Array; readonly attributes: Attributes } | null;
}

/** The source address towards a destination: the one that connect(2) of a UDP socket would choose, or null. */
export type SourceProbe = (destination: IpAddress) => Promise<string | null>;

/** Asks the network for the source of each address once. */
export function sourceProbe(network: Network, features: Features): SourceProbe {
  const port = features.probesPort53 ? 53 : 9;
  const known = new Map<string, Promise<string | null>>();
  return (destination) => {
    const address = formatIpAddress(destination);
    const source = known.get(address) ?? network.sourceFor({ address, port });
    known.set(address, source);
    return source;
  };
}

/** Sorts addresses for use, best first; equal ones keep their order. Fewer than two are left alone. */
export async function sortByRfc6724(
  addresses: readonly IpAddress[],
  sourceOf: SourceProbe,
  features: Features,
): Promise<readonly IpAddress[]> {
  if (addresses.length < 2) return addresses;
  const destinations = await Promise.all(
    addresses.map(async (address): Promise<Destination> => {
      const source = await sourceOf(address);
      const bytes = source === null ? null : parseAddress(source);
      return {
        address,
        attributes: attributesOf(address.bytes, features),
        source: bytes === null ? null : { bytes, attributes: attributesOf(bytes, features) },
      };
    }),
  );
  return destinations.sort(compare).map(({ address }) => address);
}

/** Below zero if `a` is better. Rules 3, 4 and 7 are not in Go; neither is gai.conf. */
function compare(a: Destination, b: Destination): number {
  // Rule 1: avoid unusable destinations.
  if (a.source === null || b.source === null) {
    return Number(a.source === null) - Number(b.source === null);
  }
  const sourceOfA = a.source.attributes;
  const sourceOfB = b.source.attributes;
  return (
    // Rule 2: prefer matching scope.
    preferring(a.attributes.scope === sourceOfA.scope, b.attributes.scope === sourceOfB.scope) ||
    // Rule 5: prefer matching label.
    preferring(a.attributes.label === sourceOfA.label, b.attributes.label === sourceOfB.label) ||
    // Rule 6: prefer higher precedence.
    b.attributes.precedence - a.attributes.precedence ||
    // Rule 8: prefer smaller scope.
    a.attributes.scope - b.attributes.scope ||
    // Rule 9: longest matching prefix, for IPv6 only (golang/go#13283, golang/go#18518).
    compareCommonPrefix(a.address.bytes, a.source.bytes, b.address.bytes, b.source.bytes)
  );
}

function preferring(a: boolean, b: boolean): number {
  return Number(b) - Number(a);
}

function compareCommonPrefix(
  a: Uint8Array,
  sourceOfA: Uint8Array,
  b: Uint8Array,
  sourceOfB: Uint8Array,
): number {
  if (toIpv4(a) !== null || toIpv4(b) !== null) return 0;
  return commonPrefixBits(sourceOfB, b) - commonPrefixBits(sourceOfA, a);
}

function commonPrefixBits(source: Uint8Array, destination: Uint8Array): number {
  if (source.length !== destination.length) return 0;
  for (let bit = 0; bit < PREFIX_BITS; bit += 1) {
    const at = bit >> 3;
    const differing = (source[at] ?? 0) ^ (destination[at] ?? 0);
    if ((differing >> (7 - (bit & 7))) & 1) return bit;
  }
  return PREFIX_BITS;
}

function attributesOf(bytes: Uint8Array, features: Features): Attributes {
  const mapped = bytes.length === 4 ? [...new Array<number>(10).fill(0), 0xff, 0xff, ...bytes] : bytes;
  const policy = POLICIES.find(({ prefix, bits }) => hasPrefix(mapped, prefix, bits));
  return {
    scope: scopeOf(bytes, features),
    precedence: policy?.precedence ?? 0,
    label: policy?.label ?? 0,
  };
}

function hasPrefix(bytes: ArrayLike<number>, prefix: readonly number[], bits: number): boolean {
  for (let bit = 0; bit < bits; bit += 1) {
    const at = bit >> 3;
    const differing = (bytes[at] ?? 0) ^ (prefix[at] ?? 0);
    if ((differing >> (7 - (bit & 7))) & 1) return false;
  }
  return true;
}

/** classifyScope. Private IPv4 addresses are global. */
function scopeOf(bytes: Uint8Array, features: Features): number {
  const ipv4 = bytes.length === 16 && features.mappedLoopbackIsGlobal ? null : toIpv4(bytes);
  if (ipv4 !== null) {
    const isLinkLocal = ipv4[0] === 127 || (ipv4[0] === 169 && ipv4[1] === 254);
    return isLinkLocal ? SCOPE_LINK_LOCAL : SCOPE_GLOBAL;
  }
  const [first = 0, second = 0] = bytes;
  const isLoopback = bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
  if (isLoopback || (first === 0xfe && (second & 0xc0) === 0x80)) return SCOPE_LINK_LOCAL;
  if (first === 0xff) return second & 0xf;
  return first === 0xfe && (second & 0xc0) === 0xc0 ? SCOPE_SITE_LOCAL : SCOPE_GLOBAL;
}

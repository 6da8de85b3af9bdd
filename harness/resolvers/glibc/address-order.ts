/** The order in which getaddrinfo returns addresses: RFC 3484 as glibc has it (rfc3484_sort), by gai.conf's tables. */
import type { GaiConf, PrefixRow } from "./gai-conf.ts";
import { mapped } from "./numeric.ts";
import type { FoundAddress } from "./status.ts";

/** An address of the machine itself, as netlink lists it. */
export interface OwnAddress {
  readonly bytes: Uint8Array;
  readonly prefixLength: number;
}

/** A destination, and what connecting a UDP socket to it told. */
export interface Destination {
  readonly address: FoundAddress;
  /** The source that the kernel chooses; null: it cannot be reached. */
  readonly source: Uint8Array | null;
  /** Of the source's own network, in bits; 0 where glibc did not look (no IPv6 address on the machine but ::1). */
  readonly prefixLength: number;
}

interface Weighed {
  readonly index: number;
  readonly address: FoundAddress;
  readonly source: Uint8Array | null;
  readonly scope: number;
  readonly sameScope: boolean;
  readonly sameLabel: boolean;
  readonly precedence: number;
  readonly prefixLength: number;
}

/** Sorts destinations. */
export function inOrder(destinations: readonly Destination[], conf: GaiConf): readonly FoundAddress[] {
  if (destinations.length < 2) return destinations.map(({ address }) => address);
  const weighed = destinations.map((destination, index) => weigh(destination, index, conf));
  return mergeSort(weighed).map(({ address }) => address);
}

function weigh({ address, source, prefixLength }: Destination, index: number, conf: GaiConf): Weighed {
  const scope = scopeOf(address.bytes, conf);
  return {
    index,
    address,
    source,
    scope,
    sameScope: source !== null && scope === scopeOf(source, conf),
    sameLabel: source !== null && match(address.bytes, conf.labels) === match(source, conf.labels),
    precedence: match(address.bytes, conf.precedences),
    prefixLength,
  };
}

/** Negative where `left` comes first. Rules 3, 4 and 7 need what no lab has: deprecated, home and tunnel addresses. */
function compare(left: Weighed, right: Weighed): number {
  if ((left.source === null) !== (right.source === null)) return left.source === null ? 1 : -1;
  if (left.source !== null) {
    if (left.sameScope !== right.sameScope) return left.sameScope ? -1 : 1;
    if (left.sameLabel !== right.sameLabel) return left.sameLabel ? -1 : 1;
  }
  if (left.precedence !== right.precedence) return right.precedence - left.precedence;
  if (left.scope !== right.scope) return left.scope - right.scope;
  if (left.source !== null && right.source !== null && left.address.family === right.address.family) {
    const [leftBits, rightBits] =
      left.address.family === "ip4"
        ? [commonInSubnet(left, left.source), commonInSubnet(right, right.source)]
        : commonOfWord(left.address.bytes, left.source, right.address.bytes, right.source);
    if (leftBits !== rightBits) return rightBits - leftBits;
  }
  return left.index - right.index;
}

/** IPv4: common bits, if both lie in the source's own network. */
function commonInSubnet({ address, prefixLength }: Weighed, source: Uint8Array): number {
  const different = (number(address.bytes) ^ number(source)) >>> 0;
  // A shift by 32 is one by 0 on a PC: without a prefix length only the same address is in the network.
  const mask = (0xffffffff << (32 - prefixLength)) >>> 0;
  return (different & mask) === 0 ? Math.clz32(different) : 0;
}

/** IPv6: common bits of the first four bytes in which either destination differs from its source. */
function commonOfWord(
  left: Uint8Array,
  leftSource: Uint8Array,
  right: Uint8Array,
  rightSource: Uint8Array,
): readonly [number, number] {
  for (let at = 0; at < 16; at += 4) {
    const leftBits = (number(left, at) ^ number(leftSource, at)) >>> 0;
    const rightBits = (number(right, at) ^ number(rightSource, at)) >>> 0;
    if (leftBits !== 0 || rightBits !== 0) return [Math.clz32(leftBits), Math.clz32(rightBits)];
  }
  return [0, 0];
}

function number(bytes: Uint8Array, at = 0): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  );
}

function scopeOf(bytes: Uint8Array, { scopes }: GaiConf): number {
  if (bytes.length === 4) {
    const address = number(bytes);
    return scopes.find((row) => (address & row.mask) >>> 0 === row.address)?.scope ?? 14;
  }
  const [first = 0, second = 0] = bytes;
  if (first === 0xff) return second & 0xf;
  const isLoopback = bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
  if (isLoopback || (first === 0xfe && (second & 0xc0) === 0x80)) return 2;
  return first === 0xfe && (second & 0xc0) === 0xc0 ? 5 : 14;
}

function match(bytes: Uint8Array, table: readonly PrefixRow[]): number {
  const address = bytes.length === 4 ? mapped(bytes) : bytes;
  return table.find((row) => startsWith(address, row))?.value ?? 0;
}

function startsWith(address: Uint8Array, { prefix, bits }: PrefixRow): boolean {
  const whole = bits >> 3;
  for (let index = 0; index < whole; index += 1) if (address[index] !== prefix[index]) return false;
  const rest = 0xff00 >> (bits & 7);
  return (bits & 7) === 0 || (((address[whole] ?? 0) ^ (prefix[whole] ?? 0)) & rest & 0xff) === 0;
}

/** qsort_r's merge sort, step by step: the rules are no total order, so that the way of sorting can show. */
function mergeSort(items: readonly Weighed[]): readonly Weighed[] {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = mergeSort(items.slice(0, middle));
  const right = mergeSort(items.slice(middle));
  const merged: Weighed[] = [];
  let [leftAt, rightAt] = [0, 0];
  for (;;) {
    const [first, second] = [left[leftAt], right[rightAt]];
    if (first === undefined) return [...merged, ...right.slice(rightAt)];
    if (second === undefined) return [...merged, ...left.slice(leftAt)];
    if (compare(first, second) <= 0) {
      merged.push(first);
      leftAt += 1;
    } else {
      merged.push(second);
      rightAt += 1;
    }
  }
}

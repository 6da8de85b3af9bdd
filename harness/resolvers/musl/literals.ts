/** Addresses as musl reads them (src/network/lookup_ipliteral.c, inet_aton.c, inet_pton.c). */
import { formatAddress, parseAddress } from "../../wire/ip.ts";
import { parseInetAton } from "../libc/inet-aton.ts";

export type WantedFamily = 4 | 6 | null;

/** struct address. */
export interface MuslAddress {
  readonly family: 4 | 6;
  /** 4 or 16. */
  readonly bytes: Uint8Array;
  /** Index of an interface; 0 for none. */
  readonly scope: number;
}

export type Literal =
  | { readonly kind: "address"; readonly address: MuslAddress }
  /** An address of the other family. */
  | { readonly kind: "other-family" }
  /** An address whose zone is none. */
  | { readonly kind: "bad-zone" }
  | { readonly kind: "none" };

/** Interfaces of a lab, by name. */
const INTERFACES: Readonly<Record<string, number>> = { lo: 1 };
const LARGEST_SCOPE = 0xff_ff_ff_ff;
/** Longest address before a zone that musl copies. */
const LONGEST_BEFORE_ZONE = 63;

/** Reads a byte string as an address of the wanted family; null takes both. */
export function parseLiteral(text: string, wanted: WantedFamily): Literal {
  const four = parseInetAton(text);
  if (four !== null) {
    const bytes = parseAddress(four);
    if (wanted === 6 || bytes === null) return { kind: "other-family" };
    return { kind: "address", address: { family: 4, bytes, scope: 0 } };
  }
  const percent = text.indexOf("%");
  const hasZone = percent !== -1 && percent <= LONGEST_BEFORE_ZONE;
  const bytes = parseInet6(hasZone ? text.slice(0, percent) : text);
  if (bytes === null) return { kind: "none" };
  if (wanted === 4) return { kind: "other-family" };
  const scope = hasZone ? scopeOfZone(text.slice(percent + 1), bytes) : 0;
  return scope === null ? { kind: "bad-zone" } : { kind: "address", address: { family: 6, bytes, scope } };
}

/** What getaddrinfo's caller sees: with the zone's name where the interface has one. */
export function formatLiteral({ bytes, scope }: MuslAddress): string {
  return scope === 0 ? formatAddress(bytes) : `${formatAddress(bytes)}%${zoneName(scope)}`;
}

function zoneName(scope: number): string {
  return Object.entries(INTERFACES).find(([, index]) => index === scope)?.[0] ?? String(scope);
}

function scopeOfZone(zone: string, bytes: Uint8Array): number | null {
  const digits = /^[0-9]+/.exec(zone)?.[0] ?? "";
  if (digits !== "" && digits.length === zone.length) {
    const scope = Number(digits);
    return scope > LARGEST_SCOPE ? null : scope;
  }
  const [first = 0, second = 0] = bytes;
  const isLinkLocal = first === 0xfe && (second & 0xc0) === 0x80;
  const isLinkMulticast = first === 0xff && (second & 0x0f) === 0x02;
  if (!isLinkLocal && !isLinkMulticast) return null;
  return (Object.hasOwn(INTERFACES, zone) ? INTERFACES[zone] : undefined) ?? null;
}

/** inet_pton(AF_INET6). */
function parseInet6(text: string): Uint8Array | null {
  const ip = new Uint16Array(8);
  let gap = -1;
  let at = 0;
  let group = 0;
  let tail: number | null = null;
  if (text.charAt(0) === ":") {
    at = 1;
    if (text.charAt(1) !== ":") return null;
  }
  for (; ; group += 1) {
    if (text.charAt(at) === ":" && gap < 0) {
      gap = group;
      ip[group & 7] = 0;
      at += 1;
      if (at === text.length) break;
      if (group === 7) return null;
      continue;
    }
    const digits = /^[0-9a-f]{1,4}/i.exec(text.slice(at, at + 4))?.[0];
    if (digits === undefined) return null;
    ip[group & 7] = Number.parseInt(digits, 16);
    const end = at + digits.length;
    if (end === text.length && (gap >= 0 || group === 7)) break;
    if (group === 7) return null;
    if (text.charAt(end) !== ":") {
      if (text.charAt(end) !== "." || (group < 6 && gap < 0)) return null;
      tail = at;
      group += 1;
      ip[group & 7] = 0;
      break;
    }
    at = end + 1;
  }
  if (gap >= 0) {
    const moved = ip.slice(gap, group + 1);
    ip.set(moved, gap + 7 - group);
    ip.fill(0, gap, gap + 7 - group);
  }
  const bytes = new Uint8Array(16);
  ip.forEach((value, index) => {
    bytes[index * 2] = value >> 8;
    bytes[index * 2 + 1] = value & 0xff;
  });
  if (tail === null) return bytes;
  const four = parseInet4(text.slice(tail));
  if (four === null) return null;
  bytes.set(four, 12);
  return bytes;
}

/** inet_pton(AF_INET). */
function parseInet4(text: string): Uint8Array | null {
  return text.includes(":") ? null : parseAddress(text);
}

/** Addresses in text as glibc's parts take them: inet_aton(3), inet_pton(3) and scopes (inet/inet6_scopeid_pton.c). */
import { parseAddress } from "../../wire/ip.ts";
import { parseInetAton } from "../libc/inet-aton.ts";
import type { Features } from "./versions.ts";

/** White space of the C locale. */
const SPACE = /[ \t\n\v\f\r]/;
/** Index of the only interface that every lab has, and its name. */
const LOOPBACK = { name: "lo", index: 1 } as const;

export interface ScopedAddress {
  readonly bytes: Uint8Array;
  /** Interface index; 0 for none. */
  readonly scope: number;
}

/** inet_aton, which before CVE-2016-10739 allowed white space and anything else behind the address. */
export function parseIpv4(text: string, { strictNumbers }: Features): Uint8Array | null {
  const end = strictNumbers ? -1 : text.search(SPACE);
  const address = parseInetAton(end === -1 ? text : text.slice(0, end));
  return address === null ? null : parseAddress(address);
}

/** inet_pton(AF_INET): four decimal numbers without leading zeros. */
export function parseStrictIpv4(text: string): Uint8Array | null {
  return text.includes(":") ? null : parseAddress(text);
}

/** inet_pton(AF_INET6): no scope. Before 2.26 a group had any number of leading zeros. */
export function parseStrictIpv6(
  text: string,
  { fewHexDigits }: Pick<Features, "fewHexDigits"> = { fewHexDigits: true },
): Uint8Array | null {
  if (!text.includes(":") || text.includes("%")) return null;
  const groups = fewHexDigits ? text : text.replace(/(?<![0-9a-f.])0+(?=[0-9a-f]{4}(?![0-9a-f.]))/gi, "");
  return parseAddress(groups);
}

/**
 * The index of a scope: an interface's name on link-local addresses, else a decimal number. Null for anything else.
 * Only `lo` is known by name.
 */
export function parseScope(address: Uint8Array, text: string, { laxScopeIds }: Features): number | null {
  if (isLinkLocal(address) && text === LOOPBACK.name) return LOOPBACK.index;
  // strtoul, which took white space, a sign and even nothing at all.
  const digits = laxScopeIds ? /^[0-9]+$/.exec(text) : /^[ \t\n\v\f\r]*[+-]?[0-9]*$/.exec(text);
  if (digits === null) return null;
  const number = Number(text.trim() === "" ? 0 : text);
  if (Number.isNaN(number)) return 0;
  return laxScopeIds && number > 0xffffffff ? null : number >>> 0;
}

export function isLinkLocal(address: Uint8Array): boolean {
  const [first = 0, second = 0] = address;
  return (first === 0xfe && (second & 0xc0) === 0x80) || (first === 0xff && (second & 0x0f) === 0x02);
}

/** Whether 16 bytes are an IPv4 address as IPv6 ("::ffff:192.0.2.1"). */
export function isMapped(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff &&
    bytes.subarray(0, 10).every((byte) => byte === 0)
  );
}

export function mapped(ipv4: Uint8Array): Uint8Array {
  return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ipv4]);
}

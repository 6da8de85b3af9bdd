/**
 * Literal IP addresses as Go reads and writes them: src/net/ip.go (parseIPZone) up to Go 1.20, net/netip (ParseAddr)
 * from Go 1.21.
 */
import { formatAddress } from "../../wire/ip.ts";
import type { Features } from "./versions.ts";

/** net.IPAddr: 4 bytes for IPv4, 16 for IPv6 (IPv4-mapped ones too), and the zone, "" for none. */
export interface IpAddress {
  readonly bytes: Uint8Array;
  readonly zone: string;
}

/** An address from its text (dotted quad, or RFC 4291 with an optional zone); null for anything else. */
export function parseLiteral(text: string, features: Features): IpAddress | null {
  if (!text.includes(":")) {
    const bytes = parseIpv4(text, features);
    return bytes === null ? null : { bytes, zone: "" };
  }
  const { host, zone } = splitZone(text, features);
  if (features.netipLiterals && zone === "") return null;
  const bytes = parseIpv6(host, features);
  return bytes === null ? null : { bytes, zone: zone ?? "" };
}

/** Host and zone. The old parser looked for the last percent sign, and at the first byte it was part of the host. */
function splitZone(
  text: string,
  features: Features,
): { readonly host: string; readonly zone: string | null } {
  const percent = features.netipLiterals ? text.indexOf("%") : text.lastIndexOf("%");
  if (percent < (features.netipLiterals ? 0 : 1)) return { host: text, zone: null };
  return { host: text.slice(0, percent), zone: text.slice(percent + 1) };
}

/** The address of one entry that the hosts file was read into: the zone begins at the last percent sign. */
export function parseHostAddress(text: string, features: Features): IpAddress | null {
  const percent = text.lastIndexOf("%");
  if (percent < 1) return parseLiteral(text, features);
  const address = parseLiteral(text.slice(0, percent), features);
  // net.ParseIP takes no zone, so an address that still has one is dropped.
  return address === null || address.zone !== "" ? null : { ...address, zone: text.slice(percent + 1) };
}

function parseIpv4(text: string, features: Features): Uint8Array | null {
  const match = /^([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)$/.exec(text);
  if (match === null) return null;
  const octets = match.slice(1);
  if (features.strictOctets && octets.some((octet) => octet.length > 1 && octet.startsWith("0"))) return null;
  const numbers = octets.map(Number);
  return numbers.some((number) => number > 255) ? null : Uint8Array.from(numbers);
}

function parseIpv6(text: string, features: Features): Uint8Array | null {
  const ellipsis = text.indexOf("::");
  if (ellipsis === -1) {
    const groups = parseGroups(text.split(":"), features, true);
    return groups?.length === 16 ? Uint8Array.from(groups) : null;
  }
  const before = text.slice(0, ellipsis);
  const after = text.slice(ellipsis + 2);
  const head = parseGroups(before === "" ? [] : before.split(":"), features, false);
  const tail = parseGroups(after === "" ? [] : after.split(":"), features, true);
  // The ellipsis stands for at least one group.
  if (head === null || tail === null || head.length + tail.length > 14) return null;
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** Bytes of groups of hexadecimal digits; the last one may be an IPv4 address where the text ends with it. */
function parseGroups(
  groups: readonly string[],
  features: Features,
  endsText: boolean,
): readonly number[] | null {
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (group.includes(".")) {
      const ipv4 = endsText && index === groups.length - 1 ? parseIpv4(group, features) : null;
      if (ipv4 === null) return null;
      bytes.push(...ipv4);
    } else {
      if (!/^[0-9a-fA-F]+$/.test(group) || (features.fourDigitGroups && group.length > 4)) return null;
      const number = Number.parseInt(group, 16);
      if (number > 0xffff) return null;
      bytes.push(number >> 8, number & 0xff);
    }
  }
  return bytes;
}

/** IP.To4: the four bytes of an IPv4 address, also of one that is mapped into IPv6; null for IPv6. */
export function toIpv4(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length === 4) return bytes;
  const mapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.subarray(12) : null;
}

/** IPAddr.String: mapped addresses read as IPv4. */
export function formatIpAddress({ bytes, zone }: IpAddress): string {
  const text = formatAddress(toIpv4(bytes) ?? bytes);
  return zone === "" ? text : `${text}%${zone}`;
}

/** How the hosts file's addresses are re-spelled: netip keeps `::ffff:192.0.2.1`, the older parser did not. */
export function formatHostAddress({ bytes, zone }: IpAddress, features: Features): string {
  const text = features.netipLiterals ? formatAddress(bytes) : formatIpAddress({ bytes, zone: "" });
  return zone === "" ? text : `${text}%${zone}`;
}

/** net.JoinHostPort. */
export function joinHostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

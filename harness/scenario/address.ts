/** IP addresses as text. */
import { formatAddress, parseAddress } from "../wire/ip.ts";

/** The address as inet_ntop(3) writes it, or null for anything that is no IPv4 or IPv6 address without zone. */
export function canonicalAddress(text: string): string | null {
  if (text.includes("%")) return null;
  const bytes = parseAddress(text);
  return bytes === null ? null : formatAddress(bytes);
}

/** Whether the kernel itself answers for the address: 127.0.0.0/8 and ::1 exist wherever `lo` is up. */
export function isLoopback(address: string): boolean {
  const bytes = parseAddress(address);
  if (bytes === null) return false;
  return bytes.length === 4
    ? bytes[0] === 127
    : bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

/** Why an interface cannot have the address, or null when it can. */
export function notAssignable(address: string): string | null {
  const bytes = parseAddress(address);
  if (bytes === null) return "not an address";
  if (bytes.every((byte) => byte === 0)) return "the unspecified address belongs to no machine";
  const first = bytes[0] ?? 0;
  if (bytes.length === 4) {
    if (first >= 240) return "a reserved or broadcast address belongs to no machine";
    if (first >= 224) return "a multicast address belongs to no machine";
    return first === 0 ? "addresses of 0.0.0.0/8 belong to no machine" : null;
  }
  if (first === 0xff) return "a multicast address belongs to no machine";
  const mapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? "write the IPv4 address itself" : null;
}

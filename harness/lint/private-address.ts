/** Addresses that only a part of the net reaches. */
import { parseAddress } from "../wire/ip.ts";

interface Range {
  readonly from: string;
  /** In bits. */
  readonly length: number;
}

/** RFC 1122, 1918, 3927, 4193, 4291 and 6598. */
const PRIVATE: readonly Range[] = [
  { from: "127.0.0.0", length: 8 },
  { from: "10.0.0.0", length: 8 },
  { from: "172.16.0.0", length: 12 },
  { from: "192.168.0.0", length: 16 },
  { from: "169.254.0.0", length: 16 },
  { from: "100.64.0.0", length: 10 },
  { from: "::1", length: 128 },
  { from: "fc00::", length: 7 },
  { from: "fe80::", length: 10 },
];

/** Whether an address, with or without a zone, is of such a range; null for what is no address. */
export function isPrivate(text: string): boolean | null {
  const bytes = parseAddress(text.replace(/%.*$/s, ""));
  return bytes === null
    ? null
    : PRIVATE.some(({ from, length }) => begins(bytes, parseAddress(from), length));
}

function begins(bytes: Uint8Array, start: Uint8Array | null, length: number): boolean {
  if (start === null || start.length !== bytes.length) return false;
  return start.every((byte, index) => {
    const bits = Math.max(0, Math.min(8, length - 8 * index));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((bytes[index] ?? 0) & mask);
  });
}

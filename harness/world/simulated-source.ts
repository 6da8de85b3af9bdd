/** The source address that Linux sends from, where an interface has several. */
import { parseAddress } from "../wire/ip.ts";

/** Labels of net/ipv6/addrlabel.c (Linux), the longest prefix first. */
const LABELS: readonly (readonly [prefix: string, length: number, label: number])[] = [
  ["::1", 128, 0],
  ["::ffff:0:0", 96, 4],
  ["::", 96, 3],
  ["2001::", 32, 6],
  ["2001:10::", 28, 7],
  ["2002::", 16, 2],
  ["fc00::", 7, 5],
  ["::", 0, 1],
];

/**
 * The source for a destination among candidates (not empty), in the order in which they were added: for IPv4 the first, for IPv6 the best by the rules of RFC 6724,
 * section 5, that tell addresses of one interface apart: scope, label, longest prefix.
 */
export function bestSource(destination: Uint8Array, candidates: readonly string[]): string {
  if (destination.length === 4) return candidates[0] ?? "0.0.0.0";
  // Of equals Linux takes the one that was added last.
  return candidates.reduceRight((best, next) => (isBetter(next, best, destination) ? next : best));
}

function isBetter(left: string, right: string, destination: Uint8Array): boolean {
  const [one, other] = [parseAddress(left), parseAddress(right)];
  if (one === null || other === null) return false;
  const wanted = scopeOf(destination);
  const scopes = [scopeOf(one), scopeOf(other)] as const;
  if (scopes[0] !== scopes[1]) {
    return scopes[0] < scopes[1] ? scopes[0] >= wanted : scopes[1] < wanted;
  }
  const label = labelOf(destination);
  const labels = [labelOf(one) === label, labelOf(other) === label] as const;
  if (labels[0] !== labels[1]) return labels[0];
  return commonBits(one, destination) > commonBits(other, destination);
}

/** RFC 4007: link-local before global, to which unique local addresses belong. */
function scopeOf(bytes: Uint8Array): number {
  return bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80 ? 2 : 14;
}

function labelOf(bytes: Uint8Array): number {
  const found = LABELS.find(([prefix, length]) => {
    const start = parseAddress(prefix);
    return start !== null && commonBits(bytes, start) >= length;
  });
  return found?.[2] ?? 1;
}

function commonBits(left: Uint8Array, right: Uint8Array): number {
  for (let at = 0; at < left.length; at++) {
    const difference = (left[at] ?? 0) ^ (right[at] ?? 0);
    if (difference !== 0) return at * 8 + Math.clz32(difference) - 24;
  }
  return left.length * 8;
}

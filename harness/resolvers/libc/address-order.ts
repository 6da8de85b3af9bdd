/** RFC 6724 as both libcs take it: scopes, labels and precedences. How they compare, each keeps to itself. */
import { parseAddress } from "../../wire/ip.ts";
import type { Network } from "../../world/world.ts";

/** An address as sorting sees it: 16 bytes, IPv4 as ::ffff:a.b.c.d. */
export type Address128 = Uint8Array;

/** A row of a policy table (RFC 6724, section 2.1). Bytes of the prefix that are not written are zero. */
export interface Policy {
  readonly prefix: readonly number[];
  readonly bits: number;
  readonly precedence: number;
  readonly label: number;
}

export const SCOPE = { linkLocal: 2, siteLocal: 5, global: 14 } as const;

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** An address of 4 or 16 bytes with 16. */
export function mapped(bytes: Uint8Array): Address128 {
  return bytes.length === 16 ? bytes : Uint8Array.of(...MAPPED, ...bytes);
}

/** Whether an address is ::ffff:a.b.c.d. */
export function isMapped(address: Address128): boolean {
  return MAPPED.every((byte, index) => address[index] === byte);
}

/** The first row that an address belongs to. Throws RangeError for a table that does not cover it. */
export function policyOf(address: Address128, table: readonly Policy[]): Policy {
  const policy = table.find(({ prefix, bits }) => commonBits(address, prefix) >= bits);
  if (policy === undefined) throw new RangeError("the policy table has no row for all addresses");
  return policy;
}

/** Scope of an address (RFC 4007) as the macros of <netinet/in.h> tell it; ::ffff:0:0/96 is global. */
export function scopeOf(address: Address128): number {
  const [first = 0, second = 0] = address;
  if (first === 0xff) return second & 0x0f;
  if (first === 0xfe && (second & 0xc0) === 0x80) return SCOPE.linkLocal;
  if (isLoopback(address)) return SCOPE.linkLocal;
  return first === 0xfe && (second & 0xc0) === 0xc0 ? SCOPE.siteLocal : SCOPE.global;
}

/** How many leading bits two addresses share, 0 to 128. `right` may leave out zero bytes at its end. */
export function commonBits(left: Address128, right: ArrayLike<number>): number {
  for (let at = 0; at < 16; at += 1) {
    const differing = (left[at] ?? 0) ^ (right[at] ?? 0);
    if (differing !== 0) return at * 8 + Math.clz32(differing) - 24;
  }
  return 128;
}

/**
 * The source address that the kernel would use towards `remote`, or null where there is no route: connect(2) and
 * getsockname(2) on a UDP socket.
 */
export async function sourceTowards(
  network: Network,
  remote: { readonly address: string; readonly port: number },
): Promise<Address128 | null> {
  const source = await network.sourceFor(remote);
  const bytes = source === null ? null : parseAddress(source);
  return bytes === null ? null : mapped(bytes);
}

function isLoopback(address: Address128): boolean {
  return address[15] === 1 && commonBits(address, []) === 127;
}

/** The order of addresses: musl's part of RFC 6724 (__lookup_name of src/network/lookup_name.c). */
import { formatAddress } from "../../wire/ip.ts";
import type { World } from "../../world/world.ts";
import {
  type Address128,
  commonBits,
  mapped,
  type Policy,
  policyOf,
  scopeOf,
  sourceTowards,
} from "../libc/address-order.ts";
import { callResult } from "../libc/calls.ts";
import { formatLiteral, type MuslAddress } from "./literals.ts";
import { MOST_ADDRESSES } from "./reply.ts";
import type { Features } from "./versions.ts";

/** defpolicy: without the rows that RFC 6724 has for addresses that were given back. */
const POLICIES: readonly Policy[] = [
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], bits: 128, precedence: 50, label: 0 },
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], bits: 96, precedence: 35, label: 4 },
  { prefix: [0x20, 0x02], bits: 16, precedence: 30, label: 2 },
  { prefix: [0x20, 0x01], bits: 32, precedence: 5, label: 5 },
  { prefix: [0xfc], bits: 7, precedence: 3, label: 13 },
  { prefix: [], bits: 0, precedence: 40, label: 1 },
];
const PROBED_PORT = 65_535;
/** Bits of a sort key, from DAS_USABLE on. */
const USABLE = 2 ** 30;
const MATCHING_SCOPE = 2 ** 29;
const MATCHING_LABEL = 2 ** 28;
const PRECEDENCE = 2 ** 20;
const SCOPE = 2 ** 16;
const PREFIX = 2 ** 8;

/** Sorts in place, best first. */
export async function sortAddresses(
  world: World,
  addresses: MuslAddress[],
  features: Features,
): Promise<void> {
  const keys = new Map<MuslAddress, number>();
  for (const [index, address] of addresses.entries()) {
    keys.set(address, (await keyOf(world, address, features)) + MOST_ADDRESSES - index);
  }
  addresses.sort((left, right) => (keys.get(right) ?? 0) - (keys.get(left) ?? 0));
}

async function keyOf(world: World, address: MuslAddress, features: Features): Promise<number> {
  const destination = mapped(address.bytes);
  const policy = policyOf(destination, POLICIES);
  const scope = scopeOf(destination);
  const common = policy.precedence * PRECEDENCE + (15 - scope) * SCOPE;
  const source = await sourceOf(world, address, features);
  if (source === "unusable") return common;
  if (source === "unknown") return common + USABLE;
  return (
    common +
    USABLE +
    (scope === scopeOf(source) ? MATCHING_SCOPE : 0) +
    (policy.label === policyOf(source, POLICIES).label ? MATCHING_LABEL : 0) +
    commonBits(source, destination) * PREFIX
  );
}

/** socket, connect and getsockname. */
async function sourceOf(
  { network, calls }: World,
  address: MuslAddress,
  { probesIpv4Itself }: Features,
): Promise<Address128 | "unusable" | "unknown"> {
  if (callResult(calls, "socket").kind !== "made") return "unusable";
  const connected = callResult(calls, "connect").kind;
  if (connected === "failed") return "unusable";
  const destination =
    address.family === 4 && !probesIpv4Itself ? formatAddress(mapped(address.bytes)) : formatLiteral(address);
  const source = await sourceTowards(network, { address: destination, port: PROBED_PORT });
  if (source === null && connected === "made") return "unusable";
  const asked = callResult(calls, "getsockname").kind;
  if (asked === "failed") return "unknown";
  // A call that returned without having done anything leaves the address as it was: of zeros.
  const unset = mapped(new Uint8Array(address.family === 4 ? 4 : 16));
  return asked === "made" && connected === "made" ? (source ?? unset) : unset;
}

/** The addresses of a network: what its `address` lines say, in order. */

import { Unavailable } from "../errors.ts";
import type { DnsServer, PortState, Rule, RuleReply } from "../fixture/dns-server.ts";
import { formatAddress, parseAddress } from "../wire/ip.ts";

/** One `address` line of NET_OPEN; its place in the list is the index that frames use. */
export interface LabAddress {
  readonly address: string;
  readonly udp: PortState;
  readonly tcp: PortState;
}

/**
 * The servers' addresses, then those that a rule only sends from: bound, so that labd can send from them, and mute.
 * Throws Unavailable for an address that is not an IP literal.
 */
export function labAddresses(servers: readonly DnsServer[]): readonly LabAddress[] {
  const addresses = new Map<string, LabAddress>();
  for (const { address, udp, tcp } of servers) {
    const key = canonicalAddress(address);
    if (!addresses.has(key)) addresses.set(key, { address: key, udp, tcp });
  }
  for (const from of servers.flatMap((server) => server.rules).flatMap(sourcesOf)) {
    const key = canonicalAddress(from);
    if (!addresses.has(key)) addresses.set(key, { address: key, udp: "silent", tcp: "closed" });
  }
  return [...addresses.values()];
}

/** One spelling for every address, so that texts can be compared. Throws Unavailable when it is none. */
export function canonicalAddress(address: string): string {
  const bytes = parseAddress(address);
  if (bytes === null) throw new Unavailable(`not an IP address: ${JSON.stringify(address)}`);
  return formatAddress(bytes);
}

function sourcesOf(rule: Rule): readonly string[] {
  return sourcesOfReply(rule.reply);
}

function sourcesOfReply(reply: RuleReply): readonly string[] {
  const own = reply.from === undefined ? [] : [reply.from];
  return [...own, ...(reply.before ?? []).flatMap(sourcesOfReply)];
}

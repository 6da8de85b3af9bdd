/** `dns` of a scenario: from what is written to the servers that the fixture plays. */
import type { DnsServer, Rule, RuleReply } from "../fixture/dns-server.ts";
import { rcodeMnemonic, rcodeNumber } from "../wire/mnemonics.ts";
import type { EarlierReplyText, ReplyText, RuleText, ServerText } from "./schema/dns.ts";

const MISSING = "NXDOMAIN";

/** `servers` by canonical address. */
export function dnsServers(servers: Readonly<Record<string, ServerText>>): readonly DnsServer[] {
  return Object.entries(servers).map(([address, server]) => ({
    address,
    ...portsOf(server),
    delayMs: server.delay ?? 0,
    zone: server.zone ?? "",
    missing: rcodeMnemonic(rcodeNumber(String(server.missing ?? MISSING)) ?? 0),
    rules: (server.rules ?? []).map(toRule),
  }));
}

/** Ports are open unless something else is said; an address that has no route has none for both transports. */
export function portsOf({ udp, tcp }: ServerText): Pick<DnsServer, "udp" | "tcp"> {
  return {
    udp: udp ?? (tcp === "unreachable" ? tcp : "open"),
    tcp: tcp ?? (udp === "unreachable" ? udp : "open"),
  };
}

function toRule({ when, reply }: RuleText): Rule {
  return { when: when ?? {}, reply: toReply(reply) };
}

function toReply({ before, ...reply }: ReplyText): RuleReply {
  return {
    ...toEarlierReply(reply),
    ...(before === undefined ? {} : { before: before.map(toEarlierReply) }),
  };
}

function toEarlierReply({ delay, ...reply }: EarlierReplyText): RuleReply {
  return { ...reply, ...(delay === undefined ? {} : { delayMs: delay }) };
}

/** Servers as a scenario describes them, from what was heard of the real ones. */
import type { DnsServer, PortState, Transport } from "../fixture/dns-server.ts";
import type { Answered, Heard } from "./heard.ts";
import { withRules } from "./rules-of.ts";
import { missingOf, zoneOf } from "./zone-of.ts";

/** `addresses`: of all servers, also of those that nobody asked. Later questions may always be added. */
export function describeServers(addresses: readonly string[], heard: readonly Heard[]): readonly DnsServer[] {
  return addresses.map((address) => {
    const own = heard.filter(({ asked }) => asked.server === address);
    const bare: DnsServer = {
      address,
      udp: portState("udp", own),
      tcp: portState("tcp", own),
      delayMs: delayOf(own),
      zone: zoneOf(own),
      missing: missingOf(own),
      rules: [],
    };
    return withRules(bare, own);
  });
}

/** What every question came to is the port's own doing; what only some came to is told by rules. */
function portState(transport: Transport, heard: readonly Heard[]): PortState {
  const kinds = new Set<Answered["kind"]>(
    heard.filter(({ asked }) => asked.transport === transport).map(({ answered }) => answered.kind),
  );
  const [only, second] = [...kinds];
  if (only === undefined || second !== undefined || only === "reply") return "open";
  return only === "silence" ? "silent" : only;
}

/** The median, in whole milliseconds. */
function delayOf(heard: readonly Heard[]): number {
  const delays = heard
    .flatMap(({ answered }) => (answered.kind === "reply" ? [answered.afterMs] : []))
    .sort((left, right) => left - right);
  return Math.round(delays[delays.length >> 1] ?? 0);
}

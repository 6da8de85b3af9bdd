/** What no schema can say about `dns`. */
import type { PortState } from "../../fixture/dns-server.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import type { Path } from "../../yaml/source.ts";
import { canonicalAddress, isLoopback, notAssignable } from "../address.ts";
import { portsOf } from "../dns-servers.ts";
import { portState, rule, type ServerText, server } from "../schema/dns.ts";
import { checkReply, type ReplyContext } from "./reply.ts";
import { checkRecords, checkZone } from "./zone.ts";

const MOST_SERVERS = 64;
const MOST_RULES = 256;

export function checkDns(reader: YamlReader): void {
  const servers = reader.source.valueAt(["dns"]);
  if (typeof servers !== "object" || servers === null) return;
  const written = Object.keys(servers);
  if (written.length > MOST_SERVERS) {
    reader.report(["dns"], `found ${written.length} nameservers; allowed: ${MOST_SERVERS}`, "key");
  }
  const addresses = new Map<string, string>();
  let rules = 0;
  for (const text of written) {
    const address = canonicalAddress(text);
    if (address === null) continue;
    checkAddress(reader, text, address, addresses);
    addresses.set(address, text);
    rules += countOf(reader.source.valueAt(["dns", text, "rules"]));
  }
  if (rules > MOST_RULES)
    reader.report(["dns"], `found ${rules} rules in all; allowed: ${MOST_RULES}`, "key");
  const udpOf = new Map([...addresses].map(([address, text]) => [address, udpState(reader, text)]));
  for (const text of written) checkServer(reader, { server: canonicalAddress(text) ?? text, udpOf }, text);
}

function udpState(reader: YamlReader, text: string): PortState {
  return reader.part(["dns", text, "udp"], portState) ?? "open";
}

function checkAddress(
  reader: YamlReader,
  text: string,
  address: string,
  seen: ReadonlyMap<string, string>,
): void {
  const path = ["dns", text];
  const reason = notAssignable(address);
  // What no machine can have may still stand in a resolv.conf.
  if (reason !== null && reader.part([...path, "udp"], portState) !== "unreachable") {
    reader.report(path, `cannot be a nameserver of the lab: ${reason}; with udp: unreachable it can`, "key");
  }
  const twin = seen.get(address);
  if (twin !== undefined) reader.report(path, `is the same address as ${twin}`, "key");
}

function checkServer(reader: YamlReader, context: ReplyContext, text: string): void {
  const path = ["dns", text];
  const whole = reader.part(path, server);
  if (whole !== undefined) checkPorts(reader, path, text, whole);
  checkZone(reader, [...path, "zone"]);
  for (let index = 0; index < countOf(reader.source.valueAt([...path, "rules"])); index++) {
    checkRule(reader, [...path, "rules", index], context);
  }
}

function checkPorts(reader: YamlReader, path: Path, address: string, given: ServerText): void {
  const { udp, tcp } = portsOf(given);
  if ((udp === "unreachable") !== (tcp === "unreachable")) {
    const [one, other] = udp === "unreachable" ? ["udp", tcp] : ["tcp", udp];
    reader.report(
      [...path, one],
      `found unreachable while ${one === "udp" ? "tcp" : "udp"} is ${other}; a route is per address, so both must be unreachable`,
    );
  } else if (udp === "unreachable" && isLoopback(address)) {
    const key = given.udp === undefined ? "tcp" : "udp";
    reader.report([...path, key], "a loopback address always has a route; use closed or silent");
  }
}

function checkRule(reader: YamlReader, path: Path, context: ReplyContext): void {
  for (const section of ["answers", "authority", "additional"]) {
    checkRecords(reader, [...path, "reply", section]);
  }
  const before = countOf(reader.source.valueAt([...path, "reply", "before"]));
  for (let index = 0; index < before; index++) {
    for (const section of ["answers", "authority", "additional"]) {
      checkRecords(reader, [...path, "reply", "before", index, section]);
    }
  }
  const whole = reader.part(path, rule);
  if (whole === undefined) return;
  checkReply(reader, [...path, "reply"], whole.reply, context);
  for (const [index, earlier] of (whole.reply.before ?? []).entries()) {
    checkReply(reader, [...path, "reply", "before", index], earlier, context);
  }
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

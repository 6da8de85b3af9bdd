/** Replies that cannot be sent. A reply may mix anything else: what has no effect does no harm. */
import type { PortState } from "../../fixture/dns-server.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import type { Path } from "../../yaml/source.ts";
import { notAssignable } from "../address.ts";
import type { ReplyText } from "../schema/dns.ts";

/** The nameserver whose rule it is, and what its neighbours' UDP ports do, by address. */
export interface ReplyContext {
  readonly server: string;
  readonly udpOf: ReadonlyMap<string, PortState>;
}

export function checkReply(reader: YamlReader, path: Path, reply: ReplyText, context: ReplyContext): void {
  const reason = reply.from === undefined ? null : cannotSendFrom(reply.from, context);
  if (reason !== null) reader.report([...path, "from"], `no reply can come from ${reply.from}: ${reason}`);
}

/** The lab adds an address that only replies come from by itself, so an unknown one is fine. */
function cannotSendFrom(from: string, { server, udpOf }: ReplyContext): string | null {
  if (from.includes(":") !== server.includes(":")) return `${server} is of the other address family`;
  const state = udpOf.get(from);
  if (state === "closed" || state === "unreachable") return `its udp is ${state}`;
  return notAssignable(from);
}

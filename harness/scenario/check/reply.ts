/** Replies that contradict themselves. */
import type { PortState } from "../../fixture/types.ts";
import type { YamlReader } from "../../yaml/reader.ts";
import type { Path } from "../../yaml/source.ts";
import { notAssignable } from "../address.ts";
import type { ReplyText } from "../schema/dns.ts";

type Key = keyof ReplyText;

/** Nothing is sent, so only what happens besides may stand beside `drop: true`. */
const BESIDE_DROP: ReadonlySet<Key> = new Set(["drop", "before"]);

/** The bytes are given, so only how they travel may stand beside `raw`. */
const BESIDE_RAW: ReadonlySet<Key> = new Set([
  "raw",
  "id",
  "cut",
  "delay",
  "duplicate",
  "close",
  "from",
  "before",
]);

/** The nameserver whose rule it is, and what its neighbours' UDP ports do, by address. */
export interface ReplyContext {
  readonly server: string;
  readonly udpOf: ReadonlyMap<string, PortState>;
}

export function checkReply(reader: YamlReader, path: Path, reply: ReplyText, context: ReplyContext): void {
  const keys = Object.keys(reply).filter((key): key is Key => Object.hasOwn(reply, key));
  const contradict = (allowed: ReadonlySet<Key>, why: string) => {
    for (const key of keys) {
      if (!allowed.has(key)) reader.report([...path, key], `has no effect, because ${why}`, "key");
    }
  };
  if (reply.drop === true) contradict(BESIDE_DROP, "drop: true sends no reply");
  else if (reply.raw !== undefined) contradict(BESIDE_RAW, "raw is the whole message");
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

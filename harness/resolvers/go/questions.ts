/** What a lookup will ask if nothing answers, in order, without asking it: for people who want to know beforehand. */
import { typeMnemonic } from "../../wire/mnemonics.ts";
import type { Lookup, World } from "../../world/world.ts";
import { toByteString, toDisplayText } from "../text.ts";
import { serversInTurn } from "./attempts.ts";
import type { GoBuild } from "./build.ts";
import { decideOrder, type Order } from "./conf.ts";
import { Configuration } from "./configuration.ts";
import { isPackable } from "./dnsmessage.ts";
import { parseLiteral } from "./literals.ts";
import { candidatesOf, isDomainName } from "./names.ts";
import { settingsOf } from "./settings.ts";
import { typesFor } from "./walk.ts";

/** One candidate and type. */
export interface PlannedQuestion {
  /** With its final dot. */
  readonly name: string;
  /** The suffix of the search list that made it, or null for the name as given. */
  readonly suffix: string | null;
  readonly type: string;
  /** "127.0.0.1:53", in the order in which they are asked as long as none gives a final answer, repetitions included. */
  readonly servers: readonly string[];
}

export interface PlannedLookup {
  /** Null where there is nothing to decide: an empty name, or an address. */
  readonly order: Order | null;
  /** What ends the lookup before a question is asked, or null. */
  readonly endsWith: "literal" | "hosts file" | "no domain name" | "files only" | "no candidate" | null;
  readonly questions: readonly PlannedQuestion[];
  /** Questions of one candidate go out together; false: one after the other. */
  readonly parallel: boolean;
  readonly transport: "udp" | "tcp";
  /** Whether queries carry an OPT record. */
  readonly edns: boolean;
  /** Milliseconds that each server is given for each question and transport. */
  readonly timeoutMs: number;
}

/**
 * The questions of the same build without cgo. With `options rotate` the first candidate's types begin at the first
 * server and the next ones each a server further. Throws RangeError for a version outside the table.
 */
export async function questions(build: GoBuild, world: World, lookup: Lookup): Promise<PlannedLookup> {
  const settings = settingsOf({ ...build, cgo: false }, world.env);
  const { features } = settings;
  const configuration = new Configuration(world, settings);
  const name = toByteString(lookup.name);
  const conf = await configuration.resolvConf();
  const shape = {
    questions: [],
    parallel: !conf.singleRequest,
    transport: conf.useTcp ? "tcp" : "udp",
    edns: settings.sendsOpt,
    timeoutMs: conf.timeoutMs,
  } as const;
  if (parseLiteral(name, features) !== null) return { ...shape, order: null, endsWith: "literal" };
  if (name === "") return { ...shape, order: null, endsWith: "no domain name" };
  const { order } = await decideOrder(settings, await configuration.machine(), name, false);
  const ended = (endsWith: PlannedLookup["endsWith"]) => ({ ...shape, order, endsWith });
  if (order === "files,dns" || order === "files") {
    if ((await configuration.hosts.lookup(name)) !== null) return ended("hosts file");
    if (order === "files") return ended("files only");
  }
  if (!isDomainName(name, features)) return ended("no domain name");
  const candidates = candidatesOf(name, conf, features);
  const types = typesFor(lookup.family, !features.asksOneFamily);
  const planned = candidates.flatMap((candidate) =>
    types.map((type) => ({
      candidate,
      type: typeMnemonic(type),
      // A candidate that cannot be sent has its turn all the same.
      servers: [...serversInTurn({ conf }, configuration.nextOffset(conf))].map(({ text }) =>
        toDisplayText(text),
      ),
    })),
  );
  const sent = planned.filter(({ candidate }) => isPackable(candidate.name));
  if (sent.length === 0) return ended("no candidate");
  return {
    ...shape,
    order,
    endsWith: null,
    questions: sent.map(({ candidate: { name, suffix }, ...question }) => ({
      name: toDisplayText(name),
      suffix: suffix === null ? null : toDisplayText(suffix),
      ...question,
    })),
  };
}

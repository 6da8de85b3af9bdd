/** The machine that a vector ran on, simulated. */

import type {
  DnsServer,
  Fixture,
  FixtureAction,
  RuleReply,
  Transport,
} from "../../../harness/fixture/dns-server.ts";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { createMatcher } from "../../../harness/fixture/match.ts";
import type { GoBuild } from "../../../harness/resolvers/go/index.ts";
import { WireError } from "../../../harness/wire/errors.ts";
import { decodeMessage, encodeMessage, optOf } from "../../../harness/wire/message.ts";
import { typeMnemonic } from "../../../harness/wire/mnemonics.ts";
import { createSimulatedWorld, type SimulatedWorld } from "../../../harness/world/simulated.ts";
import type { SimulatedFile, SimulatedTree } from "../../../harness/world/simulated-files.ts";
import type { Switch, VectorFile, VectorReply, VectorRule } from "./vector-types.ts";

const SERVERS = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "::1"] as const;
const ROUTES = [
  { prefix: "192.0.2.0/24", source: "10.9.0.2" },
  { prefix: "198.51.100.0/24", source: "10.9.0.2" },
  { prefix: "2001:db8::/32", source: "2001:db8:9::2" },
] as const;

export interface VectorSetup {
  readonly etc: Readonly<Record<string, VectorFile>>;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly uid: number;
  readonly rules: readonly VectorRule[];
  readonly otherwise: VectorReply;
}

export interface VectorMachine {
  readonly world: SimulatedWorld;
  /** Queries that arrived, by type, as vectors write them. */
  readonly queries: Record<string, string[]>;
  readonly files: SimulatedTree;
}

export function vectorMachine(setup: VectorSetup): VectorMachine {
  const queries: Record<string, string[]> = {};
  const scripts = [...setup.rules, { reply: setup.otherwise }].map(scriptOf);
  const fixture: Fixture = {
    servers: SERVERS.map((address) => serverOf(address, {})),
    answer: (server, transport, source, query) => {
      const arrival = arrivalOf(server, transport, source, query);
      queries[arrival.type] ??= [];
      queries[arrival.type]?.push(arrival.text);
      const script = scripts.find(({ takes }) => takes(arrival));
      return (script?.fixture.answer(server, transport, source, query) ?? []).map((action) =>
        uncompressed(action, transport),
      );
    },
  };
  const files = Object.fromEntries(
    Object.entries(setup.etc).map(([name, file], index) => [`/etc/${name}`, fileOf(file, index)]),
  );
  const world = createSimulatedWorld({
    files,
    env: setup.env,
    hostname: setup.hostname,
    fixture,
    seed: 1,
    user: setup.uid,
    routes: ROUTES,
  });
  return { world, queries, files };
}

interface Arrival {
  readonly server: string;
  readonly transport: Transport;
  readonly source: string;
  readonly name: string;
  readonly type: string;
  readonly edns: boolean;
  /** As vectors write it. */
  readonly text: string;
}

function arrivalOf(server: string, transport: Transport, source: string, query: Uint8Array): Arrival {
  const message = decodeMessage(query);
  const [question] = message.questions;
  const opt = optOf(message);
  const name = question?.name ?? "";
  const marks = [
    ...(opt === null ? [] : [`OPT=${opt.udpSize}`]),
    ...(message.header.authenticData ? ["AD"] : []),
  ];
  return {
    server,
    transport,
    source,
    name,
    type: typeMnemonic(question?.type ?? 0),
    edns: opt !== null,
    text: [server, transport, name, ...marks].join(" "),
  };
}

/** A rule that takes queries of all servers, and the servers as they answer under it. */
interface Script {
  takes(arrival: Arrival): boolean;
  readonly fixture: Fixture;
}

/** `times` counts the queries that the rule has answered, whichever server they came to. */
function scriptOf({ srv, q, type, proto, hasopt, times, reply }: VectorRule): Script {
  const matches = createMatcher({
    ...(q === undefined ? {} : { name: q }),
    ...(proto === undefined ? {} : { transport: proto }),
    ...(hasopt === undefined ? {} : { edns: isOn(hasopt) }),
  });
  let left = times ?? Number.POSITIVE_INFINITY;
  const answer = replyOf(reply);
  return {
    takes: (arrival) => {
      const fits =
        left > 0 &&
        (srv === undefined || srv === "*" || srv === arrival.server) &&
        (type === undefined || type === "*" || type === arrival.type) &&
        matches({ ...arrival, type: 0 });
      if (fits) left -= 1;
      return fits;
    },
    fixture: createFixture(SERVERS.map((address) => serverOf(address, answer))),
  };
}

/** The scripted server of the vectors did not compress names: it shows in what fits a buffer. */
function uncompressed(action: FixtureAction, transport: Transport): FixtureAction {
  if (action.kind !== "send") return action;
  const prefix = transport === "tcp" ? 2 : 0;
  try {
    const message = encodeMessage(decodeMessage(action.bytes.subarray(prefix)), { compress: false });
    const length = prefix === 0 ? [] : [message.length >> 8, message.length & 0xff];
    return { ...action, bytes: Uint8Array.from([...length, ...message]) };
  } catch (error) {
    if (error instanceof WireError) return action;
    throw error;
  }
}

function serverOf(address: string, reply: RuleReply): DnsServer {
  return {
    address,
    udp: "open",
    tcp: address === "127.0.0.5" ? "closed" : "open",
    delayMs: 0,
    zone: "",
    missing: "NXDOMAIN",
    rules: [{ when: {}, reply }],
  };
}

function replyOf(reply: VectorReply): RuleReply {
  const before = reply.pre?.map(bogus);
  if (isOn(reply.drop)) return { drop: true };
  if (isOn(reply.nosend)) {
    return before === undefined ? { drop: true } : { ...before.at(-1), before: before.slice(0, -1) };
  }
  return {
    rcode: reply.rcode ?? "NOERROR",
    answers: lines(reply.an),
    authority: lines(reply.ns),
    additional: lines(reply.ar),
    aa: isOn(reply.aa),
    ra: reply.ra === undefined || isOn(reply.ra),
    tc: isOn(reply.tc),
    edns: reply.opt === undefined || isOn(reply.opt) ? "echo" : "none",
    ...(reply.delay === undefined ? {} : { delayMs: reply.delay * 1000 }),
    ...(before === undefined ? {} : { before }),
    ...(reply.cut === undefined ? {} : { cut: reply.cut }),
    ...(reply.qcase === "upper" ? { question: "upper-case" } : {}),
    ...(isOn(reply.qd2) ? { question: "twice" } : {}),
    ...(isOn(reply.qd0) ? { question: "none" } : {}),
    ...(isOn(reply.noqr) ? { qr: false } : {}),
  };
}

/** Vectors write switches as 0 and 1 or as false and true. */
function isOn(value: Switch | undefined): boolean {
  return value === 1 || value === true;
}

/** An answer that nobody may take: what makes it bogus is said by a part of its name. */
function bogus(kind: string): RuleReply {
  const answers = "@ 30 IN A 192.0.2.66";
  if (/qr/i.test(kind)) return { answers, qr: false };
  if (/id/i.test(kind)) return { answers, id: "wrong" };
  if (/q|name|type|class/i.test(kind)) return { answers, question: "wrong" };
  if (/garbage|short|junk|empty/i.test(kind)) return { raw: Uint8Array.from([0, 0, 1, 2, 3]) };
  throw new RangeError(`unknown bogus packet ${kind}`);
}

function lines(records: VectorReply["an"]): string {
  return (records ?? [])
    .map(([owner, type, data]) => `${owner === "@" ? "" : owner} 30 IN ${type} ${data}`)
    .join("\n");
}

/** Every file has a modification time of its own. */
function fileOf(file: VectorFile, index: number): SimulatedFile {
  const content = (text: string, mode: number) => contentOf(text, mode, index);
  if (typeof file === "string") return content(file, 0o644);
  if ("symlink" in file) return { kind: "symlink", target: file.symlink };
  if ("dir" in file) return { kind: "directory", mode: 0o755, owner: 0 };
  if ("fill" in file) return content(file.text.padEnd(file.length, file.fill), 0o644);
  return content(file.content, file.mode);
}

function contentOf(text: string, mode: number, index: number): SimulatedFile {
  const mtimeMs = 1_600_000_000_000 + index;
  return { kind: "content", bytes: new TextEncoder().encode(text), mode, owner: 0, mtimeMs };
}

/** The build of a vector's version: "1.24" or "gccgo 1.14". */
export function vectorBuild(version: string, build: string): GoBuild {
  const cgo = build.startsWith("CGO_ENABLED=1");
  const libgo: Readonly<Record<string, string>> = { "1.14": "1.14.6", "1.16": "1.16.5", "1.18": "1.18.0" };
  if (!version.startsWith("gccgo ")) return { version, cgo, tags: [], godebug: "" };
  return {
    version: libgo[version.slice("gccgo ".length)] ?? version,
    cgo: true,
    tags: [],
    godebug: "netdns=go+2",
  };
}

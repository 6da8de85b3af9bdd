/** The machine that a vector ran on, simulated. */
import { createFixture } from "../../../harness/fixture/fixture.ts";
import type {
  DnsServer,
  Fixture,
  FixtureAction,
  Rule,
  RuleReply,
  Transport,
} from "../../../harness/fixture/types.ts";
import type { GoBuild } from "../../../harness/resolvers/go/index.ts";
import { WireError } from "../../../harness/wire/errors.ts";
import { decodeMessage, encodeMessage, optOf } from "../../../harness/wire/message.ts";
import { typeMnemonic } from "../../../harness/wire/mnemonics.ts";
import { createSimulatedWorld, type SimulatedWorld } from "../../../harness/world/simulated.ts";
import type { SimulatedFile, SimulatedTree } from "../../../harness/world/simulated-files.ts";
import type { VectorFile, VectorReply, VectorRule } from "./vector-types.ts";

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
  const fixture = createFixture(SERVERS.map((address) => serverOf(address, setup)));
  const recording: Fixture = {
    servers: fixture.servers,
    answer: (server, transport, source, query) => {
      const { type, text } = describeQuery(server, transport, query);
      queries[type] ??= [];
      queries[type].push(text);
      return fixture
        .answer(server, transport, source, query)
        .map((action) => uncompressed(action, transport));
    },
  };
  const files = Object.fromEntries(
    Object.entries(setup.etc).map(([name, file], index) => [`/etc/${name}`, fileOf(file, index)]),
  );
  const world = createSimulatedWorld({
    files,
    env: setup.env,
    hostname: setup.hostname,
    fixture: recording,
    seed: 1,
    user: setup.uid,
    routes: ROUTES,
  });
  return { world, queries, files };
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

function describeQuery(server: string, transport: string, query: Uint8Array) {
  const message = decodeMessage(query);
  const [question] = message.questions;
  const opt = optOf(message);
  const marks = [
    ...(opt === null ? [] : [`OPT=${opt.udpSize}`]),
    ...(message.header.authenticData ? ["AD"] : []),
  ];
  return {
    type: typeMnemonic(question?.type ?? 0),
    text: [server, transport, question?.name ?? "", ...marks].join(" "),
  };
}

function serverOf(address: string, { rules, otherwise }: VectorSetup): DnsServer {
  const own = rules.filter(({ srv }) => srv === undefined || srv === address);
  return {
    address,
    udp: "open",
    tcp: address === "127.0.0.5" ? "closed" : "open",
    delayMs: 0,
    zone: "",
    missing: "NXDOMAIN",
    rules: [...own.flatMap(fixtureRules), { when: {}, reply: replyOf(otherwise) }],
  };
}

function fixtureRules({ q, type, proto, hasopt, times, reply }: VectorRule): readonly Rule[] {
  const when = {
    ...(q === undefined ? {} : { name: q }),
    ...(type === undefined || type === "*" ? {} : { type }),
    ...(proto === undefined ? {} : { transport: proto }),
    ...(hasopt === undefined ? {} : { edns: hasopt }),
  };
  if (times === undefined) return [{ when, reply: replyOf(reply) }];
  return Array.from({ length: times }, (_, index) => ({
    when: { ...when, nth: index + 1 },
    reply: replyOf(reply),
  }));
}

function replyOf(reply: VectorReply): RuleReply {
  const before = reply.pre?.map(bogus);
  if (reply.drop === true || (reply.nosend !== undefined && before === undefined)) return { drop: true };
  if (reply.nosend !== undefined && before !== undefined)
    return { ...before.at(-1), before: before.slice(0, -1) };
  return {
    rcode: reply.rcode ?? "NOERROR",
    answers: lines(reply.an),
    authority: lines(reply.ns),
    additional: lines(reply.ar),
    aa: reply.aa === 1,
    ra: reply.ra !== 0,
    tc: reply.tc === 1,
    edns: reply.opt === false ? "none" : "echo",
    ...(reply.delay === undefined ? {} : { delayMs: reply.delay * 1000 }),
    ...(before === undefined ? {} : { before }),
    ...(reply.cut === undefined ? {} : { cut: reply.cut }),
    ...(reply.qcase === "upper" ? { question: "upper-case" } : {}),
    ...(reply.qd2 === 1 ? { question: "twice" } : {}),
    ...(reply.qd0 === 1 ? { question: "none" } : {}),
    ...(reply.noqr === 1 ? { qr: false } : {}),
  };
}

function bogus(kind: string): RuleReply {
  if (kind !== "garbage") throw new RangeError(`unknown bogus packet ${kind}`);
  return { raw: Uint8Array.from([0, 0, 1, 2, 3]) };
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

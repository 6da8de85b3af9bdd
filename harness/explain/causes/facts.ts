/** What is known of one cell: what it could read, what it asked, and what it was told. */
import type { JudgedCell } from "../../matrix/parts.ts";
import { parseResolverId, type ResolverFamily } from "../../resolvers/id.ts";
import { linesOf } from "../../resolvers/libc/conf.ts";
import type { FileSpec } from "../../scenario/scenario.ts";
import { HOSTS, NSSWITCH_CONF, RESOLV_CONF } from "../../settings/source.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { byteString } from "../../wire/bytes.ts";

/** A configuration file, as the user who looks up finds it. */
export interface FileFact {
  /** "own": the image's, which is not known. */
  readonly kind: "own" | "absent" | "text" | "directory" | "symlink" | "failing" | "forbidden";
  /** Byte string; empty unless `kind` is "text". */
  readonly text: string;
}

/** The best that came of one question, over all its repetitions. */
export type Told = "data" | "nodata" | "silence" | "closed" | "unreachable" | "malformed" | `rcode ${string}`;

export interface Facts {
  readonly name: string;
  readonly family: "ip" | "ip4" | "ip6";
  readonly resolver: ResolverFamily | null;
  readonly version: string;
  readonly cell: JudgedCell["cell"];
  /** An error, or no return. */
  readonly failed: boolean;
  readonly trace: readonly TraceEvent[];
  /** Of every name asked, in order: what came of A and of AAAA; absent where it was not asked. */
  readonly told: readonly { readonly name: string; readonly A?: Told; readonly AAAA?: Told }[];
  /** Addresses of the servers that were asked. */
  readonly asked: readonly string[];
  /** Addresses behind "nameserver" as a lenient reader finds them. */
  readonly meant: readonly string[];
  /** Nobody of `meant` was asked. */
  readonly missesServers: boolean;
  readonly resolvConf: FileFact;
  readonly hosts: FileFact;
  readonly nsswitch: FileFact;
  /** Lines of resolv.conf, as [keyword, ...words]; a lenient reader's. */
  readonly conf: readonly (readonly string[])[];
  /** Words of all options lines, of the last search or domain line, and of RES_OPTIONS. */
  readonly options: readonly string[];
  readonly search: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  /** Calls that the host answers instead of the kernel. */
  readonly syscalls: Readonly<Record<string, string | number>>;
  /** The words of the hosts line of nsswitch.conf; null without one. */
  readonly sources: readonly string[] | null;
  /** Lines of /etc/hosts that hold the name in whatever case, with or without a final dot. */
  readonly hostsLines: readonly (readonly string[])[];
}

export function factsOf({ cell, machine, host }: JudgedCell): Facts {
  const id = parseResolverId(cell.resolver);
  const resolvConf = fileFact(machine.files[RESOLV_CONF], machine.user);
  const hosts = fileFact(machine.files[HOSTS], machine.user);
  const nsswitch = fileFact(machine.files[NSSWITCH_CONF], machine.user);
  const conf = linesOf(resolvConf.text)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const meant = conf.flatMap(([keyword, address = ""]) =>
    keyword?.replace(/^\u00ef\u00bb\u00bf/, "") === "nameserver" ? [address.replace(/[;,].*$/, "")] : [],
  );
  const asked = [...new Set(cell.trace.map(({ server }) => server.replace(/^\[|\]?:\d+$/g, "")))];
  const searches = conf.filter(([keyword]) => keyword === "search" || keyword === "domain");
  const { name } = cell.lookup;
  return {
    name,
    family: cell.lookup.family,
    resolver: id?.family ?? null,
    version: id?.version ?? "",
    cell,
    failed: cell.outcome !== undefined && cell.outcome.kind !== "answer",
    trace: cell.trace,
    told: toldOf(cell.trace),
    asked,
    meant,
    missesServers: asked.every((address) => !meant.includes(address)),
    resolvConf,
    hosts,
    nsswitch,
    conf,
    options: [
      ...conf.flatMap(([keyword, ...words]) => (keyword === "options" ? words : [])),
      ...wordsOf(machine.env.RES_OPTIONS ?? ""),
    ],
    search:
      machine.env.LOCALDOMAIN === undefined
        ? (searches.at(-1)?.slice(1) ?? [])
        : wordsOf(machine.env.LOCALDOMAIN),
    env: machine.env,
    hostname: machine.hostname,
    syscalls: host.syscalls,
    sources: sourcesOf(nsswitch.text),
    hostsLines: linesOf(hosts.text)
      .map((line) => wordsOf(line.split("#", 1)[0] ?? ""))
      .filter(([, ...names]) => names.some((other) => sameName(other, name))),
  };
}

function fileFact(file: FileSpec | undefined, user: number): FileFact {
  if (file === undefined) return { kind: "own", text: "" };
  if (file.kind !== "content") return { kind: file.kind, text: "" };
  const forbidden = user !== 0 && user !== file.owner && (file.mode & 0o044) === 0;
  return forbidden ? { kind: "forbidden", text: "" } : { kind: "text", text: byteString(file.bytes) };
}

function wordsOf(line: string): readonly string[] {
  return line.split(/\s+/).filter((word) => word !== "");
}

function sourcesOf(text: string): readonly string[] | null {
  const line = linesOf(text)
    .filter((one) => /^\s*hosts\s*:/.test(one))
    .at(-1);
  return line === undefined ? null : wordsOf(line.slice(line.indexOf(":") + 1));
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase().replace(/\.$/, "") === right.toLowerCase().replace(/\.$/, "");
}

/** From best to worst: what a resolver that asks several servers, or again, makes of it. */
const RANKS: readonly (RegExp | Told)[] = [
  "data",
  "nodata",
  "rcode NXDOMAIN",
  /^rcode/,
  "malformed",
  "silence",
  "closed",
  "unreachable",
];

function toldOf(trace: readonly TraceEvent[]): Facts["told"] {
  const names = new Map<string, { name: string; A?: Told; AAAA?: Told }>();
  for (const event of trace) {
    const key = event.name.toLowerCase();
    const entry = names.get(key) ?? { name: key };
    names.set(key, entry);
    if (event.type !== "A" && event.type !== "AAAA") continue;
    const before = entry[event.type];
    const now = toldBy(event);
    if (before === undefined || rankOf(now) < rankOf(before)) entry[event.type] = now;
  }
  return [...names.values()];
}

function rankOf(told: Told): number {
  return RANKS.findIndex((rank) => (typeof rank === "string" ? rank === told : rank.test(told)));
}

function toldBy({ reply, icmp }: TraceEvent): Told {
  if (reply === null)
    return icmp === "port-unreachable" ? "closed" : icmp === null ? "silence" : "unreachable";
  if (reply.rcode === "<malformed>") return "malformed";
  if (reply.rcode !== "NOERROR") return `rcode ${reply.rcode}`;
  return reply.answers > 0 ? "data" : "nodata";
}

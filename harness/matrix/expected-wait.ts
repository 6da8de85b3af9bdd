/**
 * How long a cell may wait for timeouts, as far as its scenario tells. Only for scheduling: cells that wait long
 * start first, and shards get equal shares. Nothing that is observed depends on it.
 */
import type { DnsServer, Rule } from "../fixture/dns-server.ts";
import type { ResolverFamily } from "../resolvers/id.ts";
import type { HostProfile, Scenario } from "../scenario/scenario.ts";
import { byteString } from "../wire/bytes.ts";

/** Defaults of resolv.conf(5). */
const DEFAULT_TIMEOUT_S = 5;
const DEFAULT_ATTEMPTS = 2;
/** RES_MAXNS: libcs read no more nameservers. */
const MAX_NAMESERVERS = 3;
/** RCODEs that every resolver takes for an answer; at others some ask again until their timeout. */
const FINAL_RCODES: readonly (string | number)[] = ["NOERROR", "NODATA", "NXDOMAIN", 0, 3];

/** `search .`, which makes musl up to 1.2.3 send queries that nobody answers. */
const SEARCHES_ROOT = /^(search|domain)\b.*[ \t]\.([ \t]|$)/m;

/**
 * Whether a resolver waits for its whole timeout behind a closed port, a route that is not there, SERVFAIL and the like;
 * others hear of it at once and ask the next server.
 */
const IS_PATIENT: Readonly<Record<ResolverFamily, boolean>> = { musl: true, glibc: false, go: false };

/** Milliseconds that a resolver of a family may wait in one lookup of the scenario. */
export function expectedWaitMs(scenario: Scenario, host: HostProfile, family: ResolverFamily): number {
  const conf = resolvConf(scenario, host);
  const servers = nameservers(conf).map((address) =>
    scenario.dns.find((server) => server.address === address),
  );
  const delayMs = Math.max(0, ...scenario.dns.map(longestDelayMs));
  const answered = IS_PATIENT[family]
    ? servers.length > 0 && servers.every(answersAtOnce) && !SEARCHES_ROOT.test(conf)
    : servers.every(hasWordAtOnce);
  if (answered && Object.keys(host.syscalls).length === 0) return delayMs;
  const timeoutMs = option(conf, "timeout", DEFAULT_TIMEOUT_S) * 1000;
  const attempts = option(conf, "attempts", DEFAULT_ATTEMPTS);
  return delayMs + timeoutMs * attempts * Math.max(1, servers.length);
}

/** What the program can read of it. */
function resolvConf(scenario: Scenario, host: HostProfile): string {
  const path = "/etc/resolv.conf";
  const file = scenario.files[path] ?? host.files[path];
  if (file?.kind !== "content") return "";
  const user = scenario.user ?? host.user ?? 0;
  const isReadable = user === 0 || (file.mode & (user === file.owner ? 0o400 : 0o004)) !== 0;
  return isReadable ? byteString(file.bytes) : "";
}

/** Lines that every resolver reads as a nameserver: the keyword in the first column. */
function nameservers(conf: string): readonly string[] {
  return [...conf.matchAll(/^nameserver[ \t]+([^\s;#]+)/gm)]
    .map(([, address = ""]) => address)
    .slice(0, MAX_NAMESERVERS);
}

function option(conf: string, name: string, standard: number): number {
  const [, digits] = new RegExp(`^options\\b.*\\b${name}:(\\d{1,3})`, "m").exec(conf) ?? [];
  return digits === undefined ? standard : Number(digits);
}

function answersAtOnce(server: DnsServer | undefined): boolean {
  return (
    server?.udp === "open" &&
    server.tcp === "open" &&
    FINAL_RCODES.includes(server.missing) &&
    server.rules.every(isAnswer)
  );
}

/** An answer, an error or a refusal by the kernel; where nobody listens, the address is not even there. */
function hasWordAtOnce(server: DnsServer | undefined): boolean {
  if (server === undefined) return true;
  return server.udp !== "silent" && server.tcp !== "silent" && server.rules.every(isReply);
}

function isAnswer(rule: Rule): boolean {
  const { reply } = rule;
  return isReply(rule) && (reply.rcode === undefined || FINAL_RCODES.includes(reply.rcode));
}

function isReply({ reply }: Rule): boolean {
  return reply.drop !== true && reply.id !== "wrong" && reply.question !== "wrong" && reply.raw === undefined;
}

function longestDelayMs(server: DnsServer): number {
  return Math.max(server.delayMs, ...server.rules.map(({ reply }) => reply.delayMs ?? 0));
}

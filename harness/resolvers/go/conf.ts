/**
 * How Go decides who looks a name up, libc or Go, and whether files or DNS come first (src/net/conf.go: hostLookupOrder,
 * lookupOrder). Every decision names the rule that made it.
 */

import { equalFold, excerpt, hasSuffixFold, toByteString, withoutFinalDot } from "../text.ts";
import type { ResolvConf } from "./dnsconfig.ts";
import { errnoText, isNotExist, isPermission } from "./errno.ts";
import { hasStandardCriteria, type NssError, type NssSource, type Nsswitch } from "./nss.ts";
import type { Settings } from "./settings.ts";

/** As GODEBUG=netdns=2 prints it. */
export type Order = "cgo" | "files,dns" | "dns,files" | "files" | "dns";

/** What the decision looks at. Nothing is read before a rule asks for it. */
export interface Machine {
  resolvConf(): Promise<ResolvConf>;
  nsswitch(): Promise<Nsswitch>;
  /** What stat(2) of /etc/mdns.allow says. */
  mdnsAllow(): Promise<"absent" | "present" | "unknown">;
  readonly hostname: string;
}

export type RuleId =
  | "netcgo"
  | "environment"
  | "resolv-conf-unreadable"
  | "resolv-conf-unknown-option"
  | "special-characters"
  | "local-name"
  | "nsswitch-absent"
  | "nsswitch-unusable"
  | "nss-criteria"
  | "nss-myhostname"
  | "nss-mdns"
  | "nss-unknown-source"
  | "nss-order"
  | "nss-nothing-known";

export interface Decision {
  readonly order: Order;
  readonly rule: RuleId;
  /** For people: the line, the name or the variable that decided. */
  readonly because: string;
}

/** Decides for `name`, a byte string as the program gave it. `preferGo` is the Resolver's field. */
export function decideOrder(
  settings: Settings,
  machine: Machine,
  name: string,
  preferGo: boolean,
): Promise<Decision> {
  return settings.features.pureOrderFollowsNsswitch
    ? decideByPreference(settings, machine, name, preferGo)
    : decideOrFallBack(settings, machine, name, preferGo);
}

/** Go 1.21 and newer. */
async function decideByPreference(
  settings: Settings,
  machine: Machine,
  name: string,
  preferGo: boolean,
): Promise<Decision> {
  const mustGo = !settings.cgoAvailable || settings.netGo || preferGo;
  if (!mustGo) {
    const early = forcedToCgo(settings) ?? specialCharacters(name);
    if (early !== null) return { order: "cgo", ...early };
    const odd = oddResolvConf(await machine.resolvConf());
    if (odd !== null) return { order: "cgo", ...odd };
    if (!settings.features.localNeedsMdnsSource && isLocal(name)) return { order: "cgo", ...localName(name) };
  }
  const nsswitch = await machine.nsswitch();
  const absent = absentNsswitch(nsswitch);
  if (absent !== null) return { order: "files,dns", ...absent };
  if (nsswitch.error !== null) {
    return { order: mustGo ? "files,dns" : "cgo", ...unusable(nsswitch.error) };
  }
  if (mustGo) return orderWithoutCgo(nsswitch.sources);
  const reason = await reasonForCgo(settings, machine, nsswitch.sources, withoutFinalDot(name));
  return reason === null ? knownOrder(nsswitch.sources, "cgo") : { order: "cgo", ...reason };
}

/** Go 1.20 and older: anything odd leads to one fallback, cgo or, where Go must do it, files before dns. */
async function decideOrFallBack(
  settings: Settings,
  machine: Machine,
  name: string,
  preferGo: boolean,
): Promise<Decision> {
  const fallback: Order = settings.netGo || preferGo ? "files,dns" : "cgo";
  const fallBack = (reason: Reason): Decision => ({ order: fallback, ...reason });
  const forced = forcedToCgo(settings);
  if (forced !== null) return fallBack(forced);
  const odd = oddResolvConf(await machine.resolvConf()) ?? specialCharacters(name);
  if (odd !== null) return fallBack(odd);
  if (isLocal(name)) return fallBack(localName(name));
  const nsswitch = await machine.nsswitch();
  const absent = absentNsswitch(nsswitch);
  if (absent !== null) {
    return settings.features.filesFirstWithoutNsswitch
      ? { order: "files,dns", ...absent }
      : { order: "dns,files", ...absent, because: `${absent.because}: Go 1.15 and older use dns,files` };
  }
  if (nsswitch.error !== null) return fallBack(unusable(nsswitch.error));
  const reason = await reasonForCgo(settings, machine, nsswitch.sources, withoutFinalDot(name));
  return reason === null ? knownOrder(nsswitch.sources, fallback) : fallBack(reason);
}

type Reason = Omit<Decision, "order">;

function forcedToCgo({ netCgo, builtForCgo, environment }: Settings): Reason | null {
  if (netCgo) {
    return { rule: "netcgo", because: builtForCgo ? "build tag netcgo" : "GODEBUG=netdns=cgo" };
  }
  if (environment === null) return null;
  return { rule: "environment", because: `environment variable ${environment} is set` };
}

function oddResolvConf({ error, unknownOption }: ResolvConf): Reason | null {
  if (error !== null && !isNotExist(error) && !isPermission(error)) {
    return { rule: "resolv-conf-unreadable", because: `resolv.conf: ${errnoText(error)}` };
  }
  if (unknownOption === null) return null;
  return {
    rule: "resolv-conf-unknown-option",
    because: `resolv.conf line ${unknownOption.line}: ${unknownOption.what}`,
  };
}

function specialCharacters(name: string): Reason | null {
  const character = ["\\", "%"].find((special) => name.includes(special));
  if (character === undefined) return null;
  return { rule: "special-characters", because: `the name contains ${JSON.stringify(character)}` };
}

function isLocal(name: string): boolean {
  return hasSuffixFold(withoutFinalDot(name), ".local");
}

function localName(name: string): Reason {
  return { rule: "local-name", because: `${shown(name)} is a .local name` };
}

function absentNsswitch({ error, sources }: Nsswitch): Reason | null {
  if (error?.kind === "errno" && isNotExist(error.errno)) {
    return { rule: "nsswitch-absent", because: "no nsswitch.conf" };
  }
  if (error !== null || sources.length > 0) return null;
  return { rule: "nsswitch-absent", because: "nsswitch.conf lists no source for hosts" };
}

function unusable(error: NssError): Reason {
  const because =
    error.kind === "errno"
      ? `nsswitch.conf: ${errnoText(error.errno)}`
      : `nsswitch.conf line ${error.line}: ${error.what}`;
  return { rule: "nsswitch-unusable", because };
}

/** The first source that is better left to libc, or null. `name` has no final dot. */
async function reasonForCgo(
  { features }: Settings,
  machine: Machine,
  sources: readonly NssSource[],
  name: string,
): Promise<Reason | null> {
  // The old rules skip mdns sources and look at mdns.allow after all others; the new ones look at each in turn.
  const inTurn = features.pureOrderFollowsNsswitch;
  let mdns: NssSource | null = null;
  for (const source of sources) {
    const isMdns = source.name.startsWith("mdns");
    if (source.name === "files" || source.name === "dns") {
      if (!hasStandardCriteria(source)) {
        return { rule: "nss-criteria", because: `${at(source)} has criteria that Go does not follow` };
      }
    } else if (source.name === "myhostname" && !(inTurn && name === "")) {
      if (isAnsweredByMyhostname(name, machine.hostname, features.underscoreGateway)) {
        return { rule: "nss-myhostname", because: `${at(source)} answers for ${shown(name)}` };
      }
    } else if (isMdns && !(inTurn && name === "")) {
      mdns ??= source;
      const reason = inTurn ? await reasonOfMdns(machine, source, name) : null;
      if (reason !== null) return reason;
    } else {
      return { rule: "nss-unknown-source", because: at(source) };
    }
  }
  if (inTurn || mdns === null || (await machine.mdnsAllow()) !== "present") return null;
  return { rule: "nss-mdns", because: `${at(mdns)}, and /etc/mdns.allow exists` };
}

async function reasonOfMdns(machine: Machine, source: NssSource, name: string): Promise<Reason | null> {
  if (isLocal(name)) {
    return { rule: "nss-mdns", because: `${at(source)} answers for ${shown(name)}` };
  }
  const allow = await machine.mdnsAllow();
  if (allow === "absent") return null;
  const state = allow === "present" ? "exists" : "cannot be looked at";
  return { rule: "nss-mdns", because: `${at(source)}, and /etc/mdns.allow ${state}` };
}

/** Names that the myhostname module answers by itself. */
function isAnsweredByMyhostname(name: string, hostname: string, underscoreGateway: boolean): boolean {
  const special = ["localhost", "localhost.localdomain", toByteString(hostname)];
  special.push(...(underscoreGateway ? ["_gateway", "_outbound"] : ["gateway"]));
  return (
    special.some((answered) => equalFold(name, answered)) ||
    hasSuffixFold(name, ".localhost") ||
    hasSuffixFold(name, ".localhost.localdomain")
  );
}

/** The order of the sources that Go knows itself; `nothing` where there are none. */
function knownOrder(sources: readonly NssSource[], nothing: Order): Decision {
  const order = orderOf(sources.map(({ name }) => name));
  const because = listed(sources);
  if (order === null) return { order: nothing, rule: "nss-nothing-known", because };
  return { order, rule: "nss-order", because };
}

/** From Go 1.21 on a process that cannot call libc takes the first source that it does not know for dns, if dns is not listed. */
function orderWithoutCgo(sources: readonly NssSource[]): Decision {
  const listsDns = sources.some(({ name }) => name === "dns");
  const known = sources.map(({ name }) => (name === "files" || name === "dns" || listsDns ? name : "dns"));
  const order = orderOf(known);
  if (order === null) return { order: "files,dns", rule: "nss-nothing-known", because: listed(sources) };
  const stranger = sources.find(({ name }) => name !== "files" && name !== "dns");
  if (stranger === undefined || listsDns) return { order, rule: "nss-order", because: listed(sources) };
  return { order, rule: "nss-unknown-source", because: `${at(stranger)} counts as dns` };
}

function orderOf(names: readonly string[]): Exclude<Order, "cgo"> | null {
  const files = names.indexOf("files");
  const dns = names.indexOf("dns");
  if (files === -1) return dns === -1 ? null : "dns";
  if (dns === -1) return "files";
  return files < dns ? "files,dns" : "dns,files";
}

function at({ line, name }: NssSource): string {
  return `nsswitch.conf line ${line}: source ${shown(name)}`;
}

function listed(sources: readonly NssSource[]): string {
  const names = sources.map(({ name }) => excerpt(name)).join(" ");
  return `nsswitch.conf line ${sources[0]?.line ?? 0}: hosts: ${names}`;
}

function shown(bytes: string): string {
  return JSON.stringify(excerpt(bytes));
}

/** What GODEBUG=netdns=N makes a process print on stderr (src/net/conf.go). */

import { toDisplayText, withoutFinalDot } from "../text.ts";
import type { Decision, RuleId } from "./conf.ts";
import type { Settings } from "./settings.ts";

const PREFIX = "go package net: ";

/** Lines at the first lookup of a process, from level 1 on. `resolvConfIsUnreadable`: for another reason than being absent. */
export function startLines(settings: Settings, resolvConfIsUnreadable: boolean): readonly string[] {
  if (settings.debugLevel < 1) return [];
  const lines = settings.features.tellsIgnoredNetdns
    ? linesSince124(settings)
    : [lineUntil123(settings, resolvConfIsUnreadable)];
  const values = `confVal.netCgo = ${settings.netCgo}  netGo = ${settings.netGo}`;
  const all = settings.debugLevel > 1 && settings.features.printsConfVal ? [values, ...lines] : lines;
  return all.map((line) => PREFIX + line);
}

function lineUntil123(settings: Settings, resolvConfIsUnreadable: boolean): string {
  const { netGo, builtForGo, netCgo, environment, cgoAvailable, features } = settings;
  if (netGo) {
    return builtForGo
      ? "built with netgo build tag; using Go's DNS resolver"
      : "GODEBUG setting forcing use of Go's resolver";
  }
  if (!cgoAvailable && features.pureOrderFollowsNsswitch) {
    return "cgo resolver not supported; using Go's DNS resolver";
  }
  // Up to Go 1.19 a resolv.conf that could not be read at the start bound the process to cgo.
  const isBoundByFile = resolvConfIsUnreadable && !features.liveOrder;
  if (netCgo || environment !== null || isBoundByFile) return "using cgo DNS resolver";
  return "dynamic selection of DNS resolver";
}

function linesSince124({ dnsMode, cgoAvailable, builtForCgo }: Settings): readonly string[] {
  const known = dnsMode === "go" || dnsMode === "cgo" || dnsMode === "";
  const line = choiceSince124(dnsMode, cgoAvailable, builtForCgo);
  return known ? [line] : ["GODEBUG=netdns contains an invalid dns mode, ignoring it", line];
}

function choiceSince124(dnsMode: string, cgoAvailable: boolean, builtForCgo: boolean): string {
  if (!cgoAvailable) {
    return dnsMode === "cgo"
      ? "ignoring GODEBUG=netdns=cgo as the binary was compiled without support for the cgo resolver"
      : "using the Go DNS resolver";
  }
  if (dnsMode === "go") return "GODEBUG setting forcing use of the Go resolver";
  if (builtForCgo) return "using the cgo DNS resolver";
  return dnsMode === "cgo"
    ? "GODEBUG setting forcing use of the cgo resolver"
    : "dynamic selection of DNS resolver";
}

/** Rules that decide before hostLookupOrder takes the final dot off the name. */
const BEFORE_DOT_IS_TAKEN: ReadonlySet<RuleId> = new Set([
  "netcgo",
  "environment",
  "resolv-conf-unreadable",
  "resolv-conf-unknown-option",
  "special-characters",
]);

/** The line of one lookup, from level 2 on. `name` is a byte string, as the program gave it. */
export function orderLines(
  { debugLevel, features }: Settings,
  name: string,
  { order, rule }: Decision,
): readonly string[] {
  if (debugLevel < 2) return [];
  // Up to Go 1.20 the deferred print shows what the function made of the name.
  const isTaken = !features.pureOrderFollowsNsswitch && !BEFORE_DOT_IS_TAKEN.has(rule);
  const shown = toDisplayText(isTaken ? withoutFinalDot(name) : name);
  return [`${PREFIX}hostLookupOrder(${shown}) = ${order}`];
}

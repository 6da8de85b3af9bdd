/** What a process knows of itself before its first lookup: build, GODEBUG and environment (src/net/conf.go, initConfVal). */
import type { World } from "../../world/world.ts";
import { leadingNumber } from "../text.ts";
import type { GoBuild } from "./build.ts";
import { type Features, featuresOf } from "./versions.ts";

export interface Settings {
  readonly build: GoBuild;
  readonly features: Features;
  /** The C library can be called: built with cgo and without the tag netgo. */
  readonly cgoAvailable: boolean;
  /** The binary prefers Go by itself: the tag netgo; up to Go 1.20 also a build without cgo. */
  readonly builtForGo: boolean;
  /** The tag netcgo. */
  readonly builtForCgo: boolean;
  /** conf.netGo: builtForGo, or GODEBUG=netdns=go. */
  readonly netGo: boolean;
  /** conf.netCgo: builtForCgo, or GODEBUG=netdns=cgo. */
  readonly netCgo: boolean;
  /** The environment variable that makes the process prefer libc, or null. */
  readonly environment: "LOCALDOMAIN" | "RES_OPTIONS" | "HOSTALIASES" | null;
  /** The mode of GODEBUG=netdns, "" for none. */
  readonly dnsMode: string;
  /** The level of GODEBUG=netdns. */
  readonly debugLevel: number;
  /** Whether queries carry an OPT record. */
  readonly sendsOpt: boolean;
}

/**
 * Settings of a build in a World's environment. `features`: those of its release, unless others are tried. Throws RangeError for a version outside the table.
 */
export function settingsOf(
  build: GoBuild,
  env: World["env"],
  features: Features = featuresOf(build),
): Settings {
  const godebug = build.godebug === "" ? (env.GODEBUG ?? "") : build.godebug;
  const { dnsMode, debugLevel } = parseNetdns(godebugValue(godebug, "netdns", features) ?? "");
  const netgoTag = build.tags.includes("netgo");
  const cgoAvailable = build.cgo && !netgoTag;
  const builtForGo = netgoTag || (!build.cgo && !features.pureOrderFollowsNsswitch);
  // The file that the tag netcgo selects used cgo itself, so without cgo the tag did nothing.
  const builtForCgo = build.tags.includes("netcgo") && (build.cgo || features.pureOrderFollowsNsswitch);
  return {
    build,
    features,
    cgoAvailable,
    builtForGo,
    builtForCgo,
    netGo: builtForGo || dnsMode === "go",
    netCgo: builtForCgo || dnsMode === "cgo",
    environment: preferringVariable(env),
    dnsMode,
    debugLevel,
    sendsOpt: sendsOpt(build, features, godebug),
  };
}

/** LOCALDOMAIN counts even when it is empty; Go never reads what these variables say. */
function preferringVariable(env: World["env"]): Settings["environment"] {
  if (env.LOCALDOMAIN !== undefined) return "LOCALDOMAIN";
  if ((env.RES_OPTIONS ?? "") !== "") return "RES_OPTIONS";
  return (env.HOSTALIASES ?? "") !== "" ? "HOSTALIASES" : null;
}

/** goDebugNetDNS: "go", "cgo+1", "2+go": a part that begins with a digit is the level, another one the mode. */
function parseNetdns(value: string): { readonly dnsMode: string; readonly debugLevel: number } {
  const plus = value.indexOf("+");
  const parts = plus === -1 ? [value] : [value.slice(0, plus), value.slice(plus + 1)];
  let dnsMode = "";
  let debugLevel = 0;
  for (const part of parts) {
    if (/^[0-9]/.test(part)) debugLevel = leadingNumber(part);
    else if (part !== "") dnsMode = part;
  }
  return { dnsMode, debugLevel };
}

/** Value of one setting of GODEBUG ("name=value,name=value"); null where it is not set. */
function godebugValue(godebug: string, name: string, features: Features): string | null {
  const values = godebug
    .split(",")
    .filter((setting) => setting.startsWith(`${name}=`))
    .map((setting) => setting.slice(name.length + 1));
  const value = features.lastSettingWins ? values.at(-1) : values[0];
  if (value === undefined) return null;
  return features.bisectSettings ? (value.split("#", 1)[0] ?? "") : value;
}

/** newRequest: an OPT record unless GODEBUG=netedns0=0, from the environment or as the default of an old go.mod. */
function sendsOpt(build: GoBuild, features: Features, godebug: string): boolean {
  if (!features.edns0 || !features.netedns0Setting) return features.edns0;
  const value = godebugValue(godebug, "netedns0", features);
  return value === null ? !isOlderThan119(build.goLine) : value !== "0";
}

/** Whether cmd/go turns netedns0 off for a go.mod: its go line is below 1.19. Without one the module is go 1.16. */
function isOlderThan119(goLine: string | null | undefined): boolean {
  if (goLine === undefined) return false;
  const minor = /^1\.([0-9]+)(?:\.|$)/.exec(goLine ?? "1.16")?.[1];
  return minor !== undefined && Number(minor) < 19;
}

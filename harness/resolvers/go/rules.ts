/** Where upstream takes each decision between libc and Go: for people who want to read it there. */
import type { GoBuild } from "./build.ts";
import type { RuleId } from "./conf.ts";
import { featuresOf } from "./versions.ts";

/** What part of src/net/conf.go each rule stands for. */
const RULES: Readonly<Record<RuleId, string>> = {
  netcgo: "cgo was asked for by a build tag or GODEBUG",
  environment: "an environment variable changes what libc does",
  "resolv-conf-unreadable": "resolv.conf cannot be read, so it may hold something important",
  "resolv-conf-unknown-option": "resolv.conf holds something that Go does not know",
  "special-characters": "names with a backslash or a percent sign are left to libc",
  "local-name": ".local names may be multicast DNS",
  "nsswitch-absent": "without sources for hosts Go's own default order holds",
  "nsswitch-unusable": "nsswitch.conf cannot be read or does not parse",
  "nss-criteria": "a source's criteria are not the standard ones",
  "nss-myhostname": "the myhostname module answers for this name",
  "nss-mdns": "an mdns module may answer for this name",
  "nss-unknown-source": "a source that Go does not know",
  "nss-order": "the order of the sources files and dns",
  "nss-nothing-known": "none of the sources is files or dns",
};

/** "src/net/conf.go of Go 1.24, lookupOrder: none of the sources is files or dns". */
export function ruleSource(rule: RuleId, build: GoBuild): string {
  const { pureOrderFollowsNsswitch } = featuresOf(build);
  const place = pureOrderFollowsNsswitch ? "lookupOrder" : "hostLookupOrder";
  return `src/net/conf.go of Go ${build.version}, ${place}: ${RULES[rule]}`;
}

/** All rules: by the kind of file that they are for, and as a list for people and programs. */
import type { NsswitchFile, ResolvConfFile } from "./conf-file.ts";
import type { Rule, RuleInfo } from "./finding.ts";
import { YAML } from "./references.ts";
import { KEYWORD_RULES } from "./rules/keywords.ts";
import { NSSWITCH_ABSENT, NSSWITCH_LINE_RULES } from "./rules/nsswitch.ts";
import { NSSWITCH_SOURCE_RULES } from "./rules/nsswitch-sources.ts";
import { OPTION_RULES } from "./rules/options.ts";
import { SEARCH_RULES } from "./rules/search.ts";
import { SERVER_RULES } from "./rules/servers.ts";
import { LINE_END_RULES, TEXT_RULES } from "./rules/text.ts";

const ONLY_RESOLV_CONF: readonly Rule<ResolvConfFile>[] = [
  ...LINE_END_RULES,
  ...SERVER_RULES,
  ...KEYWORD_RULES,
  ...SEARCH_RULES,
  ...OPTION_RULES,
];

export const RESOLV_CONF_CHECKS: readonly Rule<ResolvConfFile>[] = [...TEXT_RULES, ...ONLY_RESOLV_CONF];
const ONLY_NSSWITCH: readonly Rule<NsswitchFile>[] = [...NSSWITCH_LINE_RULES, ...NSSWITCH_SOURCE_RULES];
export const NSSWITCH_CHECKS: readonly Rule<NsswitchFile>[] = [...TEXT_RULES, ...ONLY_NSSWITCH];

/** For what the loader refuses. */
export const SCENARIO_INVALID: RuleInfo = {
  id: "scenario-invalid",
  severity: "error",
  title: "The scenario cannot be loaded",
  advice: "Correct what the message says; the schema lists what may stand where.",
  reference: YAML,
  shownBy: [],
};

/** For a scenario whose resolv.conf lists who is not there. */
export const NAMESERVER_UNSERVED: RuleInfo = {
  id: "nameserver-unserved",
  severity: "note",
  title: "The scenario has no such nameserver",
  advice:
    "What is sent to an address that dns does not list is lost: connecting to it fails. Where that is meant, say so: list it with udp: unreachable.",
  reference: YAML,
  shownBy: [],
};

/** In the order in which they are documented. */
export const ALL_RULES: readonly { readonly heading: string; readonly rules: readonly RuleInfo[] }[] = [
  { heading: "resolv.conf and nsswitch.conf", rules: TEXT_RULES },
  { heading: "resolv.conf", rules: ONLY_RESOLV_CONF },
  { heading: "nsswitch.conf", rules: [...ONLY_NSSWITCH, NSSWITCH_ABSENT] },
  { heading: "Scenarios", rules: [SCENARIO_INVALID, NAMESERVER_UNSERVED] },
];

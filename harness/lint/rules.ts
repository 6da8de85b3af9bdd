/** All rules: by the kind of file that they are for, and as a list for people and programs. */
import type { ConfFile, HostsFile, NsswitchFile, ResolvConfFile } from "./conf-file.ts";
import type { Rule, RuleInfo } from "./finding.ts";
import { RESOLV_CONF_5, YAML } from "./references.ts";
import { HOST_CONF_RULES } from "./rules/host-conf.ts";
import { HOSTS_RULES } from "./rules/hosts.ts";
import { KEYWORD_RULES } from "./rules/keywords.ts";
import { NSSWITCH_ABSENT, NSSWITCH_LINE_RULES } from "./rules/nsswitch.ts";
import { NSSWITCH_SOURCE_RULES } from "./rules/nsswitch-sources.ts";
import { OPTION_WRITING_RULES } from "./rules/option-writing.ts";
import { OPTION_RULES } from "./rules/options.ts";
import { PLACEHOLDER_RULES } from "./rules/placeholder.ts";
import { SEARCH_RULES } from "./rules/search.ts";
import { SEARCH_ENTRY_RULES } from "./rules/search-entries.ts";
import { SERVER_RULES } from "./rules/servers.ts";
import { LINE_END_RULES, TEXT_RULES } from "./rules/text.ts";

const ONLY_RESOLV_CONF: readonly Rule<ResolvConfFile>[] = [
  ...LINE_END_RULES,
  ...SERVER_RULES,
  ...KEYWORD_RULES,
  ...SEARCH_RULES,
  ...SEARCH_ENTRY_RULES,
  ...OPTION_RULES,
  ...OPTION_WRITING_RULES,
];

const EVERY_FILE: readonly Rule<ConfFile>[] = [...TEXT_RULES, ...PLACEHOLDER_RULES];
export const RESOLV_CONF_CHECKS: readonly Rule<ResolvConfFile>[] = [...EVERY_FILE, ...ONLY_RESOLV_CONF];
const ONLY_NSSWITCH: readonly Rule<NsswitchFile>[] = [...NSSWITCH_LINE_RULES, ...NSSWITCH_SOURCE_RULES];
export const NSSWITCH_CHECKS: readonly Rule<NsswitchFile>[] = [...EVERY_FILE, ...ONLY_NSSWITCH];
export const HOSTS_CHECKS: readonly Rule<HostsFile>[] = [...EVERY_FILE, ...HOSTS_RULES];
export const HOST_CONF_CHECKS: readonly Rule<ConfFile>[] = [...EVERY_FILE, ...HOST_CONF_RULES];

/** For what the loader refuses. */
export const SCENARIO_INVALID: RuleInfo = {
  id: "scenario-invalid",
  severity: "error",
  title: "The scenario cannot be loaded",
  advice: "A run refuses the file.",
  instead: "Correct what the message says; the schema lists what may stand where.",
  reference: YAML,
  shownBy: [],
};

/** For a scenario whose resolv.conf lists who is not there. */
export const NAMESERVER_UNSERVED: RuleInfo = {
  id: "nameserver-unserved",
  severity: "note",
  title: "The scenario has no such nameserver",
  advice: "What is sent to an address that dns does not list is lost: connecting to it fails.",
  instead: "List it under dns; where that it is lost is meant, with udp: unreachable.",
  reference: YAML,
  shownBy: [],
};

/** For a YAML file that cannot be read. */
export const YAML_INVALID: RuleInfo = {
  id: "yaml-invalid",
  severity: "error",
  title: "The YAML file cannot be read",
  advice: "What it says about DNS cannot be looked at.",
  instead: "Correct what the message says. For a template, pass --template, or render it first.",
  reference: YAML,
  shownBy: [],
};

/** For a file that bears on names and is no file that resolvers read. */
export const OTHER_FILE: RuleInfo = {
  id: "other-file",
  severity: "note",
  title: "The file belongs to something else",
  advice:
    "It is named for what it is and not looked at further: the resolvers of the matrix do not read it as a resolv.conf.",
  instead: "Lint the file that is written from it.",
  reference: RESOLV_CONF_5,
  shownBy: [],
};

/** With --template, for a file that has placeholders. */
export const TEMPLATE_SKIPPED: RuleInfo = {
  id: "template-skipped",
  severity: "note",
  title: "A template was passed over",
  advice: "With --template, files with placeholders are not looked at.",
  instead: "Lint the file that is made from it.",
  reference: RESOLV_CONF_5,
  shownBy: [],
};

/** In the order in which they are documented. */
export const ALL_RULES: readonly { readonly heading: string; readonly rules: readonly RuleInfo[] }[] = [
  { heading: "All files", rules: [...EVERY_FILE, OTHER_FILE, TEMPLATE_SKIPPED] },
  { heading: "resolv.conf", rules: ONLY_RESOLV_CONF },
  { heading: "nsswitch.conf", rules: [...ONLY_NSSWITCH, NSSWITCH_ABSENT] },
  { heading: "hosts", rules: HOSTS_RULES },
  { heading: "host.conf", rules: HOST_CONF_RULES },
  { heading: "YAML", rules: [SCENARIO_INVALID, NAMESERVER_UNSERVED, YAML_INVALID] },
];

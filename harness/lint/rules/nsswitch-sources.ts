/** Rules on the sources of hosts in nsswitch.conf, as Go reads them. */

import { hasStandardCriteria, type Nsswitch } from "../../resolvers/go/index.ts";
import { quoted } from "../../resolvers/libc/conf.ts";
import type { NsswitchFile } from "../conf-file.ts";
import type { Hit, Rule } from "../finding.ts";
import { GO_NAME_RESOLUTION, goIssue, NSSWITCH_CONF_5 } from "../references.ts";

type Source = Nsswitch["sources"][number];

/** Go knows for which names they matter, and leaves those to libc. */
const FOR_SOME_NAMES = /^(?:myhostname|mdns.*)$/s;
/** What ends a lookup in glibc if the source has nothing. */
const FAILURES: Readonly<Record<string, readonly string[]>> = {
  files: ["notfound"],
  dns: ["notfound", "unavail", "tryagain"],
};

function isKnownToGo({ name }: Source): boolean {
  return Object.hasOwn(FAILURES, name) || FOR_SOME_NAMES.test(name);
}

/** glibc joins what both sources have: nothing that Go knows. */
function isMerged({ criteria }: Source): boolean {
  return criteria.some(({ action }) => action === "merge");
}

/** Only the space character ends a source: tabs stay in its name. */
function holdsTab({ name }: Source): boolean {
  return /\s/.test(name);
}

/** Where the source stands, which is a name between blanks, or with tabs in it: behind those before it on the line. */
function hitAt({ lines, parsed }: NsswitchFile, source: Source, message: string): Hit {
  const text = lines[source.line - 1]?.text ?? "";
  let from = text.indexOf(":") + 1;
  for (const other of parsed.sources.filter(({ line }) => line === source.line)) {
    const at = Math.max(text.indexOf(other.name, from), 0);
    if (other === source) return { line: source.line, column: at + 1, message };
    from = at + other.name.length;
    if (other.criteria.length > 0) from = text.indexOf("]", from) + 1;
  }
  return { line: source.line, column: 1, message };
}

function hitsAt(
  file: NsswitchFile,
  isMeant: (source: Source) => boolean,
  messageOf: (source: Source) => string,
): readonly Hit[] {
  return file.parsed.sources.filter(isMeant).map((source) => hitAt(file, source, messageOf(source)));
}

export const NSSWITCH_SOURCE_RULES: readonly Rule<NsswitchFile>[] = [
  {
    id: "nsswitch-tab",
    severity: "warning",
    title: "A tab stands between the sources of hosts",
    advice:
      "Only blanks separate sources for Go, which therefore knows none of them: a program built with cgo leaves lookups to libc; without cgo, Go up to 1.20 takes files before dns, and newer ones ask DNS alone.",
    instead: "Write blanks.",
    reference: GO_NAME_RESOLUTION,
    shownBy: ["hosts-and-nsswitch/nsswitch-tabs"],
    check: (file) => hitsAt(file, holdsTab, ({ name }) => `Go takes ${quoted(name)} for one source`),
  },
  {
    id: "nsswitch-source-unknown-to-go",
    severity: "warning",
    title: "A source for hosts that Go does not know",
    advice:
      "A Go program built with cgo leaves lookups to libc; without cgo, Go up to 1.20 takes files before dns, and newer ones take the source for dns unless dns is listed.",
    instead: "Write files and dns alone, or accept that Go and libc differ.",
    reference: GO_NAME_RESOLUTION,
    shownBy: ["hosts-and-nsswitch/nsswitch-unknown-source"],
    check: (file) =>
      hitsAt(
        file,
        (source) => !holdsTab(source) && !isKnownToGo(source),
        ({ name }) =>
          `Go does not know the source ${quoted(name)}: it leaves lookups to libc where it has cgo`,
      ),
  },
  {
    id: "nsswitch-source-for-some-names",
    severity: "note",
    title: "A source that Go leaves to libc for the names that it is for",
    advice:
      "With mdns sources a Go program built with cgo leaves names in .local to libc (up to 1.22 always), with myhostname localhost and the machine's own name. Without cgo, and for all other names, Go passes over the source.",
    instead: "Leave the source out, unless names in .local or the machine's own name are looked up.",
    reference: goIssue(63978),
    shownBy: ["mode-selection/mdns-source"],
    check: (file) =>
      hitsAt(
        file,
        ({ name }) => FOR_SOME_NAMES.test(name),
        ({ name }) => `Go leaves the names that ${quoted(name)} is for to libc where it has cgo`,
      ),
  },
  {
    id: "nsswitch-criteria-unknown-to-go",
    severity: "warning",
    title: "Criteria behind files or dns that Go does not follow",
    advice:
      "A Go program built with cgo leaves lookups to libc; without cgo it ignores them. Go accepts only what would hold without criteria, and return for the last of them.",
    instead: "Leave the criteria out.",
    reference: GO_NAME_RESOLUTION,
    shownBy: ["hosts-and-nsswitch/nsswitch-success-continue"],
    check: (file) =>
      hitsAt(
        file,
        (source) => Object.hasOwn(FAILURES, source.name) && !hasStandardCriteria(source) && !isMerged(source),
        ({ name }) =>
          `Go does not follow the criteria behind ${name}: it leaves lookups to libc where it has cgo`,
      ),
  },
  {
    id: "nsswitch-merge",
    severity: "error",
    title: "A source of hosts is merged with the next",
    advice:
      "glibc 2.36 and 2.41 then find no name that stands in /etc/hosts, localhost among them (EAI_NONAME); up to 2.31 they join the addresses of both sources. A Go program built with cgo leaves lookups to libc; without cgo Go ignores the criteria.",
    instead: "Leave [SUCCESS=merge] out: it is for groups.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-success-merge"],
    check: (file) =>
      hitsAt(file, isMerged, ({ name }) => `newer glibc finds no name that ${name} has once it is merged`),
  },
  {
    id: "nsswitch-return-ignored-by-go",
    severity: "warning",
    title: "Criteria that end a lookup in glibc and not in Go",
    advice:
      "Go lets return pass for the last of a source's criteria and goes on to the next source all the same, with and without cgo.",
    instead: "Leave the next source out.",
    reference: GO_NAME_RESOLUTION,
    shownBy: ["hosts-and-nsswitch/nsswitch-notfound-return"],
    check: (file) =>
      hitsAt(
        file,
        (source) => {
          const last = source.criteria.at(-1);
          const isFollowed = source !== file.parsed.sources.at(-1);
          if (last?.action !== "return" || !isFollowed || !hasStandardCriteria(source)) return false;
          return FAILURES[source.name]?.includes(last.status) === true;
        },
        ({ name }) => `glibc stops here when ${name} has no answer; Go and musl go on`,
      ),
  },
  {
    id: "nsswitch-no-dns",
    severity: "warning",
    title: "DNS is no source of hosts",
    advice: "glibc and Go then never ask DNS; musl does all the same.",
    instead: "Add dns, unless that is meant.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-files-only"],
    check: (file) => {
      const { sources, error } = file.parsed;
      const [first] = sources;
      const hasComment = file.lines[(first?.line ?? 1) - 1]?.text.includes("#") === true;
      if (first === undefined || error !== null || hasComment) return [];
      if (sources.some((source) => source.name === "dns" || !isKnownToGo(source))) return [];
      return [hitAt(file, first, "no dns: glibc and Go ask no nameserver, musl does all the same")];
    },
  },
  {
    id: "nsswitch-dns-before-files",
    severity: "warning",
    title: "DNS is asked before /etc/hosts",
    advice:
      "glibc and Go then find names of /etc/hosts only where DNS has no answer; musl always reads /etc/hosts first.",
    instead: "Write hosts: files dns.",
    reference: NSSWITCH_CONF_5,
    shownBy: ["hosts-and-nsswitch/nsswitch-dns-first"],
    check: (file) => {
      const { sources } = file.parsed;
      const dns = sources.findIndex(({ name }) => name === "dns");
      const source = sources[dns];
      const isFirst = !sources.slice(0, dns).some(({ name }) => name === "files");
      if (source === undefined || !isFirst || !sources.some(({ name }) => name === "files")) return [];
      return [hitAt(file, source, "dns stands before files: musl reads /etc/hosts first all the same")];
    },
  },
];

/** Rules on the hosts line of nsswitch.conf. */
import { quoted } from "../../explain/libc-conf.ts";
import { hasStandardCriteria } from "../../resolvers/go/index.ts";
import type { Line, NsswitchFile } from "../conf-file.ts";
import { GO_NAME_RESOLUTION, goIssue, NSSWITCH_CONF_5 } from "../references.ts";
import type { Hit, Rule, RuleInfo } from "../types.ts";

/** Sources whose answers Go can tell without asking libc, at least for most names. */
const KNOWN_TO_GO = /^(?:files|dns|myhostname|mdns.*)$/s;

function isHosts({ text }: Line): boolean {
  return /^\s*hosts\s*:/.test(text);
}

/** Where a source stands, which is a name between blanks, or with tabs in it. */
function hitAt({ lines }: NsswitchFile, line: number, source: string, message: string): Hit {
  const text = lines[line - 1]?.text ?? "";
  const at = text.indexOf(source, text.indexOf(":") + 1);
  return { line, column: Math.max(at, 0) + 1, message };
}

export const NSSWITCH_RULES: readonly Rule<NsswitchFile>[] = [
  {
    id: "nsswitch-syntax",
    severity: "error",
    title: "The file does not parse",
    advice:
      "For one broken line Go does without the whole file (and leaves lookups to libc where it has cgo), and glibc from 2.33 on fails every lookup. Correct the line.",
    reference: NSSWITCH_CONF_5,
    check: ({ parsed }) =>
      parsed.error?.kind === "syntax"
        ? [{ line: parsed.error.line, column: 1, message: parsed.error.what }]
        : [],
  },
  {
    id: "nsswitch-no-hosts",
    severity: "warning",
    title: "No source is given for hosts",
    advice:
      "Go up to 1.15 and glibc up to 2.34 then ask DNS before /etc/hosts; newer ones read /etc/hosts first. Write hosts: files dns.",
    reference: goIssue(35305),
    check: ({ parsed, lines }) => {
      if (parsed.error !== null || parsed.sources.length > 0) return [];
      const line = lines.find(isHosts)?.number;
      return [
        {
          line: line ?? 1,
          column: 1,
          message: line === undefined ? "no hosts line" : "the hosts line is empty",
        },
      ];
    },
  },
  {
    id: "nsswitch-two-hosts-lines",
    severity: "warning",
    title: "There are several hosts lines",
    advice: "Go appends them, glibc takes the last one. Keep one.",
    reference: NSSWITCH_CONF_5,
    check: ({ lines }) => {
      const last = lines.findLast(isHosts);
      return lines
        .filter((line) => isHosts(line) && line !== last)
        .map(({ number }) => ({
          line: number,
          column: 1,
          message: `glibc takes line ${last?.number ?? number} instead, Go both`,
        }));
    },
  },
  {
    id: "nsswitch-source-unknown-to-go",
    severity: "warning",
    title: "A source for hosts that Go does not know",
    advice:
      "A Go program built with cgo leaves lookups to libc; without cgo, Go up to 1.20 takes files before dns, and newer ones take the source for dns unless dns is listed. Only blanks separate sources for Go, not tabs.",
    reference: GO_NAME_RESOLUTION,
    check: (file) =>
      file.parsed.sources
        .filter(({ name }) => !KNOWN_TO_GO.test(name))
        .map(({ name, line }) =>
          hitAt(
            file,
            line,
            name,
            `Go does not know the source ${quoted(name)}: it leaves lookups to libc where it has cgo`,
          ),
        ),
  },
  {
    id: "nsswitch-criteria-unknown-to-go",
    severity: "warning",
    title: "Criteria behind files or dns that Go does not follow",
    advice:
      "A Go program built with cgo leaves lookups to libc; without cgo it ignores them. Go accepts only what would hold without criteria, and return for the last of them (without following it).",
    reference: GO_NAME_RESOLUTION,
    check: (file) =>
      file.parsed.sources
        .filter((source) => ["files", "dns"].includes(source.name) && !hasStandardCriteria(source))
        .map(({ name, line }) =>
          hitAt(
            file,
            line,
            name,
            `Go does not follow the criteria behind ${name}: it leaves lookups to libc where it has cgo`,
          ),
        ),
  },
  {
    id: "nsswitch-dns-before-files",
    severity: "warning",
    title: "DNS is asked before /etc/hosts",
    advice:
      "glibc and Go then find names of /etc/hosts only where DNS has no answer; musl always reads /etc/hosts first. Write hosts: files dns.",
    reference: NSSWITCH_CONF_5,
    check: (file) => {
      const { sources } = file.parsed;
      const dns = sources.findIndex(({ name }) => name === "dns");
      const source = sources[dns];
      if (source === undefined || sources.findIndex(({ name }) => name === "files") < dns) return [];
      return [
        hitAt(file, source.line, "dns", "dns stands before files: musl reads /etc/hosts first all the same"),
      ];
    },
  },
];

/** For a scenario that says that there is no such file: there is none to check. */
export const NSSWITCH_ABSENT: RuleInfo = {
  id: "nsswitch-absent",
  severity: "note",
  title: "There is no nsswitch.conf",
  advice:
    "Go up to 1.15 and glibc up to 2.34 then ask DNS before /etc/hosts; newer ones, and musl, read /etc/hosts first. Minimal images lack the file: add one with hosts: files dns.",
  reference: goIssue(35305),
};

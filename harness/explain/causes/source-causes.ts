/** Causes in /etc/hosts and nsswitch.conf: who is asked at all, and in which order. */
import { linesOf } from "../../resolvers/libc/conf.ts";
import {
  type CauseRule,
  GO_CONF,
  MAN_HOSTS,
  MAN_INET_ATON,
  MAN_NSSWITCH,
  MUSL_LOOKUP,
} from "./cause-rule.ts";
import type { Facts } from "./facts.ts";

/** glibc and Go obey nsswitch.conf; musl never reads it. */
function obeys({ resolver }: Facts): boolean {
  return resolver === "glibc" || resolver === "go";
}

function hostsLine({ nsswitch }: Facts): string {
  return (
    linesOf(nsswitch.text)
      .filter((line) => /^\s*hosts\s*:/.test(line))
      .at(-1) ?? ""
  );
}

function asksNobody({ trace }: Facts): boolean {
  return trace.length === 0;
}

function isInHosts({ hostsLines }: Facts): boolean {
  return hostsLines.length > 0;
}

export const SOURCE_CAUSES: readonly CauseRule[] = [
  {
    id: "nsswitch-brackets-in-comment",
    text: "Brackets behind a # in nsswitch.conf make glibc from 2.33 on reject the whole file.",
    scenario: "hosts-and-nsswitch/nsswitch-brackets-in-comment",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.failed &&
      asksNobody(facts) &&
      /#[^\n]*[[\]]/.test(facts.nsswitch.text),
  },
  {
    id: "nsswitch-comment-in-hosts-line",
    text: "A # within the hosts line of nsswitch.conf hides the sources behind it from Go and older glibc.",
    scenario: "hosts-and-nsswitch/comment-in-hosts-line",
    reference: MAN_NSSWITCH,
    shows: (facts) => obeys(facts) && facts.failed && asksNobody(facts) && hostsLine(facts).includes("#"),
  },
  {
    id: "nsswitch-empty-hosts",
    text: "The hosts line of nsswitch.conf names no source, which fails every lookup in glibc from 2.33 on.",
    scenario: "hosts-and-nsswitch/nsswitch-empty-hosts",
    reference: MAN_NSSWITCH,
    shows: (facts) => obeys(facts) && facts.sources?.length === 0,
  },
  {
    id: "nsswitch-two-hosts-lines",
    text: "nsswitch.conf has two hosts lines: glibc takes the last one, Go both.",
    scenario: "hosts-and-nsswitch/nsswitch-two-hosts-lines",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      obeys(facts) && linesOf(facts.nsswitch.text).filter((line) => /^\s*hosts\s*:/.test(line)).length > 1,
  },
  {
    id: "nsswitch-tabs",
    text: "Tabs stand between the sources of the hosts line, which Go up to date does not see.",
    scenario: "hosts-and-nsswitch/nsswitch-tabs",
    reference: GO_CONF,
    shows: (facts) =>
      facts.resolver === "go" && /\S\t+\S/.test(hostsLine(facts).replace(/^\s*hosts\s*:/, "")),
  },
  {
    id: "nsswitch-notfound-return",
    text: "[NOTFOUND=return] before dns ends the lookup in glibc for every name that is not found before it.",
    scenario: "hosts-and-nsswitch/nsswitch-notfound-return",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      asksNobody(facts) &&
      facts.failed &&
      /\[\s*!?NOTFOUND\s*=\s*return\s*\][^#]*\bdns\b/i.test(hostsLine(facts)),
  },
  {
    id: "nsswitch-success-merge",
    text: "[SUCCESS=merge] on the hosts line merges two sources in old glibc and loses names of /etc/hosts in newer ones.",
    scenario: "hosts-and-nsswitch/nsswitch-success-merge",
    reference: MAN_NSSWITCH,
    shows: (facts) => facts.resolver === "glibc" && /SUCCESS\s*=\s*merge/i.test(hostsLine(facts)),
  },
  {
    id: "nsswitch-success-continue",
    text: "[SUCCESS=continue] behind files makes glibc go on to DNS for names that it has found in /etc/hosts.",
    scenario: "hosts-and-nsswitch/nsswitch-success-continue",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      facts.resolver === "glibc" && isInHosts(facts) && /SUCCESS\s*=\s*continue/i.test(hostsLine(facts)),
  },
  {
    id: "nsswitch-no-final-newline",
    text: "The last line of nsswitch.conf lacks its newline, so glibc from 2.33 on does not see it.",
    scenario: "hosts-and-nsswitch/nsswitch-no-final-newline",
    reference: MAN_NSSWITCH,
    shows: (facts) => obeys(facts) && /hosts\s*:[^\n]*$/.test(facts.nsswitch.text),
  },
  {
    id: "nsswitch-files-only",
    text: "The hosts line of nsswitch.conf does not name dns, so glibc and Go ask no nameserver.",
    scenario: "hosts-and-nsswitch/nsswitch-files-only",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      obeys(facts) &&
      asksNobody(facts) &&
      !isInHosts(facts) &&
      facts.sources !== null &&
      !facts.sources.includes("dns"),
  },
  {
    id: "nsswitch-dns-first",
    text: "The hosts line of nsswitch.conf puts dns before files, which glibc and Go obey and musl does not read.",
    scenario: "hosts-and-nsswitch/nsswitch-dns-first",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      obeys(facts) && !asksNobody(facts) && isInHosts(facts) && before(facts.sources, "dns", "files"),
  },
  {
    id: "nsswitch-mdns",
    text: "The source mdns of nsswitch.conf takes names that end in .local: glibc asks it, and Go leaves the name to libc.",
    scenario: "mode-selection/mdns-source",
    reference: GO_CONF,
    shows: (facts) =>
      obeys(facts) &&
      /\.local\.?$/i.test(facts.name) &&
      (facts.sources?.some((word) => word.startsWith("mdns")) ?? false),
  },
  {
    id: "nsswitch-unknown-source-last",
    text: "A source that does not exist stands behind dns, so that newer glibc says system error where no such name is meant.",
    scenario: "hosts-and-nsswitch/nsswitch-unknown-source-last",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.cell.outcome?.kind === "error" &&
      facts.cell.outcome.code === "EAI_SYSTEM" &&
      facts.sources?.at(-1) !== "dns" &&
      (facts.sources?.includes("dns") ?? false),
  },
  {
    id: "nsswitch-no-hosts-line",
    text: "nsswitch.conf has no hosts line, so glibc up to 2.34 and Go up to 1.15 ask DNS before /etc/hosts.",
    scenario: "hosts-and-nsswitch/nsswitch-no-hosts",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      obeys(facts) &&
      isInHosts(facts) &&
      !asksNobody(facts) &&
      facts.nsswitch.kind === "text" &&
      facts.sources === null,
  },
  {
    id: "nsswitch-absent",
    text: "There is no nsswitch.conf, so glibc up to 2.34 and Go up to 1.15 ask DNS before /etc/hosts.",
    scenario: "hosts-and-nsswitch/nsswitch-absent",
    reference: MAN_NSSWITCH,
    shows: (facts) =>
      obeys(facts) && isInHosts(facts) && !asksNobody(facts) && facts.nsswitch.kind === "absent",
  },
  {
    id: "hosts-unreadable",
    text: "/etc/hosts cannot be opened, which musl tells and the others pass over.",
    scenario: "hosts-and-nsswitch/hosts-no-descriptor",
    reference: MUSL_LOOKUP,
    shows: ({ hosts, failed }) => failed && (hosts.kind === "failing" || hosts.kind === "directory"),
  },
  {
    id: "hosts-capital-letters",
    text: "The name is in /etc/hosts in other letters, upper and lower case, which musl takes for another name.",
    scenario: "hosts-and-nsswitch/capital-letters",
    reference: MUSL_LOOKUP,
    shows: (facts) =>
      facts.resolver === "musl" &&
      isInHosts(facts) &&
      facts.hostsLines.every(([, ...names]) => !names.includes(facts.name)) &&
      facts.hostsLines.some(([, ...names]) => names.some((name) => name.length === facts.name.length)),
  },
  {
    id: "hosts-no-final-newline",
    text: "/etc/hosts ends without a newline, so musl does not see the last name of its last line.",
    scenario: "hosts-and-nsswitch/hosts-no-final-newline",
    reference: MUSL_LOOKUP,
    shows: (facts) => facts.resolver === "musl" && facts.hosts.text.endsWith(facts.name),
  },
  {
    id: "hosts-octal",
    text: "The address of the name's line in /etc/hosts has leading zeros: octal to musl, decimal to old Go, refused by others.",
    scenario: "hosts-and-nsswitch/hosts-octal",
    reference: MAN_INET_ATON,
    shows: (facts) => facts.hostsLines.some(([address = ""]) => /(?:^|\.)0[0-9]/.test(address)),
  },
  {
    id: "hosts-scoped-address",
    text: "The address of the name's line in /etc/hosts has a zone, so glibc passes over the line.",
    scenario: "hosts-and-nsswitch/hosts-scoped-address",
    reference: MAN_HOSTS,
    shows: (facts) =>
      facts.resolver === "glibc" && facts.hostsLines.some(([address = ""]) => address.includes("%")),
  },
  {
    id: "hosts-v4-mapped",
    text: "The address of the name's line in /etc/hosts is IPv4 written as IPv6, which musl takes for IPv6 only.",
    scenario: "hosts-and-nsswitch/hosts-v4-mapped",
    reference: MAN_HOSTS,
    shows: (facts) =>
      facts.resolver === "musl" && facts.hostsLines.some(([address = ""]) => /^::ffff:/i.test(address)),
  },
  {
    id: "hosts-final-dot",
    text: "The name stands in /etc/hosts with a final dot, so that only Go finds it without.",
    scenario: "hosts-and-nsswitch/hosts-name-with-final-dot",
    reference: MAN_HOSTS,
    shows: (facts) =>
      facts.resolver !== "go" &&
      isInHosts(facts) &&
      facts.hostsLines.every(([, ...names]) =>
        names.every(
          (name) =>
            name.endsWith(".") !== facts.name.endsWith(".") ||
            name.toLowerCase() !== facts.name.toLowerCase(),
        ),
      ),
  },
  {
    id: "hosts-one-family",
    text: "/etc/hosts has the name with addresses of the other family only.",
    scenario: "hosts-and-nsswitch/hosts-one-family",
    reference: MAN_HOSTS,
    shows: (facts) =>
      isInHosts(facts) &&
      facts.family !== "ip" &&
      facts.hostsLines.every(([address = ""]) => address.includes(":") === (facts.family === "ip4")),
  },
  {
    id: "hosts-first-line-only",
    text: "/etc/hosts has several lines for the name, of which glibc takes only the first unless /etc/host.conf says multi on.",
    scenario: "hosts-and-nsswitch/host-conf-absent",
    reference: "https://man7.org/linux/man-pages/man5/host.conf.5.html",
    shows: (facts) => facts.resolver === "glibc" && facts.hostsLines.length > 1,
  },
];

function before(words: readonly string[] | null, first: string, second: string): boolean {
  const [one, other] = [words?.indexOf(first) ?? -1, words?.indexOf(second) ?? -1];
  return one >= 0 && (other < 0 || one < other);
}

/** Causes in resolv.conf and the variables beside it: whom a resolver asks, and for which names. */
import {
  type CauseRule,
  GLIBC_INIT,
  GLIBC_QUERY,
  GO_CONF,
  MAN_RESOLV_CONF,
  MUSL_CONF,
  MUSL_LOOKUP,
} from "./cause-rule.ts";
import type { Facts } from "./facts.ts";

/** It fails, or asks others than those that the file means. */
function misses(facts: Facts): boolean {
  return facts.failed || facts.missesServers;
}

function option(facts: Facts, pattern: RegExp): boolean {
  return facts.options.some((word) => pattern.test(word));
}

function isFromHost({ cell }: Facts): boolean {
  return cell.host.startsWith("resolv-conf-");
}

/** Whether the given name was asked for without any domain behind it, and with none either. */
function searched({ told, name }: Facts): boolean {
  return told.some((one) => one.name !== rooted(name));
}

export function rooted(name: string): string {
  return name.endsWith(".") ? name.toLowerCase() : `${name.toLowerCase()}.`;
}

function ndotsOf({ options }: Facts): number {
  const words = options.flatMap((word) => /^ndots:(\d+)$/.exec(word)?.[1] ?? []);
  return Number(words.at(-1) ?? "1");
}

function dotsOf({ name }: Facts): number {
  return name.split(".").length - 1;
}

/** It would ask for candidates of a search list, or has. */
function searchMatters(facts: Facts): boolean {
  return !facts.name.endsWith(".") && (facts.failed || searched(facts));
}

export const CONF_CAUSES: readonly CauseRule[] = [
  {
    id: "resolv-conf-changed",
    text: "resolv.conf changed under a running program, which musl, Go and glibc from 2.26 on read again, and older glibc does not.",
    scenario: "resolv-conf/changes-while-running",
    reference: GLIBC_INIT,
    shows: ({ cell }) => cell.lookup.after?.some((step) => step.includes("/etc/resolv.conf")) ?? false,
  },
  {
    id: "resolv-conf-unreadable-on-host",
    text: "This host lays a resolv.conf into the container that its user may not read, so this machine's own port 53 is asked.",
    scenario: "hosts/resolv-conf-unreadable",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      facts.missesServers &&
      (facts.resolvConf.kind === "forbidden" || (isFromHost(facts) && facts.resolvConf.kind === "failing")),
  },
  {
    id: "resolv-conf-missing-on-host",
    text: "This host lays no resolv.conf into the container, or a link that leads nowhere, so this machine's own port 53 is asked.",
    scenario: "hosts/resolv-conf-missing",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      isFromHost(facts) &&
      facts.missesServers &&
      (facts.resolvConf.kind === "absent" || facts.resolvConf.kind === "symlink"),
  },
  {
    id: "resolv-conf-empty-on-host",
    text: "This host lays an empty resolv.conf into the container, so this machine's own port 53 is asked.",
    scenario: "hosts/resolv-conf-empty",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      isFromHost(facts) &&
      facts.missesServers &&
      facts.resolvConf.kind === "text" &&
      facts.resolvConf.text.trim() === "",
  },
  {
    id: "default-servers-without-ipv6",
    text: "No nameserver is given and the machine has no IPv6, so that the default server [::1] cannot even be asked.",
    scenario: "hosts/default-servers-without-ipv6",
    reference: "https://github.com/golang/go/blob/go1.24.0/src/net/dnsconfig.go",
    shows: (facts) => facts.cell.host === "ipv6-disabled" && facts.meant.length === 0 && misses(facts),
  },
  {
    id: "resolv-conf-directory",
    text: "A directory stands in the place of resolv.conf, as a mount of a missing file makes it.",
    scenario: "resolv-conf/directory",
    reference: MAN_RESOLV_CONF,
    shows: ({ resolvConf }) => resolvConf.kind === "directory",
  },
  {
    id: "resolv-conf-symlink",
    text: "resolv.conf is a link that leads in a circle or nowhere.",
    scenario: "resolv-conf/symlink-loop",
    reference: MUSL_CONF,
    shows: ({ resolvConf }) => resolvConf.kind === "symlink",
  },
  {
    id: "resolv-conf-cannot-be-read",
    text: "resolv.conf is there, but opening or reading it fails.",
    scenario: "resolv-conf/cannot-be-read",
    reference: GLIBC_INIT,
    shows: ({ resolvConf }) => resolvConf.kind === "failing" || resolvConf.kind === "forbidden",
  },
  {
    id: "resolv-conf-absent",
    text: "There is no resolv.conf, so this machine's own port 53 is asked: 127.0.0.1, by Go ::1 too.",
    scenario: "resolv-conf/absent",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => facts.resolvConf.kind === "absent" && facts.asked.length > 0,
  },
  {
    id: "resolv-conf-byte-order-mark",
    text: "A byte order mark stands before the first keyword of resolv.conf and hides the line from everybody.",
    scenario: "resolv-conf/byte-order-mark",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => misses(facts) && facts.resolvConf.text.startsWith("\u00ef\u00bb\u00bf"),
  },
  {
    id: "sortlist-endless",
    text: "glibc goes round for ever over a sortlist line with a carriage return, or a mask without an address before it.",
    scenario: "resolv-conf/sortlist-carriage-return",
    reference: GLIBC_INIT,
    shows: ({ cell, conf, trace }) =>
      cell.outcome?.kind === "never" &&
      trace.length === 0 &&
      conf.some(([keyword]) => keyword === "sortlist"),
  },
  {
    id: "resolv-conf-crlf",
    text: "The lines of resolv.conf end in CRLF, and the carriage return behind the address makes newer glibc drop the nameserver.",
    scenario: "resolv-conf/crlf",
    reference: GLIBC_INIT,
    shows: (facts) => misses(facts) && facts.missesServers && facts.resolvConf.text.includes("\r"),
  },
  {
    id: "resolv-conf-indented",
    text: "The keywords of resolv.conf are indented: to musl and glibc such a line says nothing, so 127.0.0.1 is asked.",
    scenario: "founding/indented-resolv-conf",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      facts.resolver !== "go" && facts.missesServers && /^[ \t]+nameserver/m.test(facts.resolvConf.text),
  },
  {
    id: "nameserver-semicolon",
    text: "A semicolon or comma right behind the address makes the nameserver line invalid.",
    scenario: "resolv-conf/trailing-semicolon",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => facts.missesServers && /^nameserver\s+\S+[;,]/m.test(facts.resolvConf.text),
  },
  {
    id: "nameserver-port",
    text: "A nameserver line cannot name a port, so the line is invalid.",
    scenario: "resolv-conf/port-suffix",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      facts.missesServers && /^nameserver\s+(?:[0-9.]+|\[\S+\]):[0-9]+/m.test(facts.resolvConf.text),
  },
  {
    id: "nameserver-octal",
    text: "The nameserver's address has leading zeros: octal to the libcs, decimal to old Go, and no address to Go from 1.17 on.",
    scenario: "resolv-conf/octal-nameserver",
    reference: MUSL_CONF,
    shows: (facts) => facts.meant.some((address) => /(?:^|\.)0[0-9]/.test(address)),
  },
  {
    id: "nameserver-zero",
    text: "The nameserver is 0.0.0.0: this machine to glibc and Go, while musl hears the reply come from another address and drops it.",
    scenario: "resolv-conf/nameserver-zero",
    reference: MUSL_LOOKUP,
    shows: (facts) => facts.meant.includes("0.0.0.0"),
  },
  {
    id: "nameserver-zone-number",
    text: "The link-local nameserver's zone is the number of an interface that is not there, so that nobody can be asked.",
    scenario: "resolv-conf/zone-of-no-interface",
    reference: GLIBC_INIT,
    shows: (facts) => misses(facts) && facts.meant.some((address) => /%[0-9]+$/.test(address)),
  },
  {
    id: "nameserver-zone",
    text: "The link-local nameserver's zone is the name of no interface: musl passes over the line, glibc and Go fail.",
    scenario: "resolv-conf/scoped-bogus",
    reference: MUSL_CONF,
    shows: (facts) =>
      (misses(facts) || facts.missesServers) && facts.meant.some((address) => address.includes("%")),
  },
  {
    id: "attempts-zero",
    text: "options attempts:0 lets glibc ask nobody and crashes programs on musl.",
    scenario: "resolv-conf/zero-attempts",
    reference: MUSL_CONF,
    shows: (facts) => facts.failed && option(facts, /^attempts:0+$/),
  },
  {
    id: "timeout-zero",
    text: "options timeout:0 gives musl no time to wait for a reply.",
    scenario: "resolv-conf/zero-timeout",
    reference: MUSL_CONF,
    shows: (facts) => facts.failed && facts.resolver === "musl" && option(facts, /^timeout:0+$/),
  },
  {
    id: "no-nameserver",
    text: "resolv.conf names no nameserver, so this machine's own port 53 is asked: 127.0.0.1, by Go ::1 too.",
    scenario: "resolv-conf/no-nameserver",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => facts.resolvConf.kind === "text" && facts.meant.length === 0 && facts.asked.length > 0,
  },
  {
    id: "search-empty-label",
    text: "A search domain has an empty label, which ends the lookup in glibc and in musl up to 1.2.3.",
    scenario: "search-and-ndots/search-empty-label",
    reference: GLIBC_QUERY,
    shows: (facts) =>
      facts.failed && searchMatters(facts) && facts.search.some((domain) => /[^.]\.\./.test(domain)),
  },
  {
    id: "search-long-label",
    text: "A search domain has a label of more than 63 octets, which ends the lookup in glibc and in musl up to 1.2.3.",
    scenario: "search-and-ndots/search-long-label",
    reference: GLIBC_QUERY,
    shows: (facts) =>
      facts.failed && searchMatters(facts) && facts.search.some((domain) => /[^.]{64}/.test(domain)),
  },
  {
    id: "search-dot",
    text: "The search list holds a lone dot, of which musl up to 1.2.3 makes malformed queries and glibc up to 2.20 an error.",
    scenario: "search-and-ndots/search-dot",
    reference: MUSL_LOOKUP,
    shows: (facts) => facts.failed && facts.search.includes("."),
  },
  {
    id: "search-leading-dot",
    text: "A search domain begins with a dot: newer glibc leaves it out, musl up to 1.2.3 fails, others pass over the domain.",
    scenario: "search-and-ndots/search-leading-dot",
    reference: GLIBC_QUERY,
    shows: (facts) => facts.failed && facts.search.some((domain) => /^\../.test(domain)),
  },
  {
    id: "search-too-long-for-musl",
    text: "The search line is longer than 255 bytes, so musl ignores it as a whole.",
    scenario: "resolv-conf/long-search-line",
    reference: MUSL_CONF,
    shows: (facts) =>
      facts.resolver === "musl" && /^search.{250,}/m.test(facts.resolvConf.text) && !searched(facts),
  },
  {
    id: "search-cut-at-256",
    text: "glibc up to 2.25 keeps 256 bytes of the search list, and cuts it in the middle of a domain.",
    scenario: "search-and-ndots/search-cut-at-256",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.search.join(" ").length >= 256 &&
      facts.told.some(
        ({ name }) =>
          facts.search.every((domain) => !name.endsWith(`.${domain.toLowerCase()}.`)) &&
          name !== rooted(facts.name),
      ),
  },
  {
    id: "search-six-domains",
    text: "glibc up to 2.25 keeps six search domains and drops the rest.",
    scenario: "resolv-conf/seven-search-domains",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.failed &&
      facts.search.length > 6 &&
      facts.told.every(({ name }) => !name.endsWith(`.${facts.search[6]?.toLowerCase()}.`)),
  },
  {
    id: "localdomain",
    text: "LOCALDOMAIN replaces the search list of glibc, sends Go to libc, and is nothing to musl.",
    scenario: "search-and-ndots/localdomain-in-environment",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.env.LOCALDOMAIN !== undefined && facts.resolver === "glibc" && searchMatters(facts),
  },
  {
    id: "res-options-no-aaaa",
    text: "RES_OPTIONS takes back an option by a minus, which glibc from 2.41 on alone does.",
    scenario: "mode-selection/minus-no-aaaa",
    reference: GLIBC_INIT,
    shows: (facts) => facts.resolver === "glibc" && option(facts, /^-no-aaaa$/),
  },
  {
    id: "res-options",
    text: "RES_OPTIONS changes what glibc asks for, and sends Go to libc; musl does not read it.",
    scenario: "search-and-ndots/res-options-in-environment",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.env.RES_OPTIONS !== undefined &&
      facts.resolver === "glibc" &&
      searched(facts) &&
      /ndots/.test(facts.env.RES_OPTIONS),
  },
  {
    id: "domain-two-words",
    text: "The domain line holds two words, of which musl takes both and the others the first.",
    scenario: "search-and-ndots/domain-two-words",
    reference: MUSL_CONF,
    shows: (facts) =>
      facts.conf.some(([keyword, , second]) => keyword === "domain" && second !== undefined) &&
      searchMatters(facts),
  },
  {
    id: "search-emptied",
    text: "An empty search line stands behind a full one: it empties the list, but not in glibc.",
    scenario: "search-and-ndots/search-emptied",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.conf.some((words) => words[0] === "search" && words.length > 1) &&
      facts.conf.findLast(([keyword]) => keyword === "search")?.length === 1 &&
      searchMatters(facts),
  },
  {
    id: "search-comment",
    text: "A # behind search begins no comment: the words behind it are domains.",
    scenario: "search-and-ndots/search-comment",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => facts.search.includes("#") && facts.failed,
  },
  {
    id: "ndots-blank",
    text: "A blank stands between ndots: and its number, which is 0 to Go and musl and the number to glibc.",
    scenario: "search-and-ndots/ndots-and-blank",
    reference: GLIBC_INIT,
    shows: (facts) => option(facts, /^ndots:$/) && !facts.name.endsWith("."),
  },
  {
    id: "ndots-negative",
    text: "ndots is negative, which resolvers take for different numbers.",
    scenario: "search-and-ndots/ndots-negative",
    reference: GLIBC_INIT,
    shows: (facts) => option(facts, /^ndots:-/) && !facts.name.endsWith("."),
  },
  {
    id: "dots-reach-ndots",
    text: "The name has as many dots as ndots says, so musl asks for it as it is and never for the search domains.",
    scenario: "search-and-ndots/dots-reach-ndots",
    reference: MUSL_LOOKUP,
    shows: (facts) =>
      facts.resolver === "musl" &&
      facts.failed &&
      facts.search.length > 0 &&
      !facts.name.endsWith(".") &&
      dotsOf(facts) >= ndotsOf(facts) &&
      !searched(facts) &&
      facts.told.some(({ A, AAAA }) => (A ?? AAAA) === "rcode NXDOMAIN"),
  },
  {
    id: "hostname-domain",
    text: "No search list is given, so glibc and Go search the domain of the host name, and musl does not.",
    scenario: "search-and-ndots/hostname-domain",
    reference: GLIBC_INIT,
    shows: ({ conf, hostname, told }) =>
      hostname.includes(".") &&
      !conf.some(([keyword]) => keyword === "search" || keyword === "domain") &&
      told.some(({ name }) => name.endsWith(`.${hostname.slice(hostname.indexOf(".") + 1).toLowerCase()}.`)),
  },
  {
    id: "no-aaaa",
    text: "options no-aaaa keeps glibc from 2.36 on from asking for IPv6 addresses; nobody else obeys it.",
    scenario: "mode-selection/no-aaaa",
    reference: GLIBC_INIT,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      option(facts, /^no-aaaa$/) &&
      facts.told.some(({ A, AAAA }) => A === "data" && AAAA === undefined),
  },
  {
    id: "single-request",
    text: "options single-request lets A and AAAA be asked one after the other, which changes the order in which Go has the addresses.",
    scenario: "mode-selection/rotate-and-single-request",
    reference: GO_CONF,
    shows: (facts) =>
      facts.resolver === "go" &&
      option(facts, /^single-request/) &&
      facts.told.some(({ A, AAAA }) => A === "data" && AAAA === "data"),
  },
  {
    id: "sortlist",
    text: "sortlist orders the addresses for glibc alone.",
    scenario: "ordering/sortlist",
    reference: MAN_RESOLV_CONF,
    shows: (facts) =>
      facts.resolver === "glibc" &&
      facts.conf.some(([keyword]) => keyword === "sortlist") &&
      facts.told.some(({ A }) => A === "data"),
  },
];

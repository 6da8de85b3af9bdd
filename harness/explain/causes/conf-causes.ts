/** Causes in resolv.conf as a file, and in its nameservers: whom a resolver asks. */
import { type CauseRule, GLIBC_INIT, MAN_RESOLV_CONF, MUSL_CONF, MUSL_LOOKUP } from "./cause-rule.ts";
import type { Facts } from "./facts.ts";
import { hasOption } from "./predicates.ts";

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
    shows: (facts) => facts.failed && hasOption(facts, /^attempts:0+$/),
  },
  {
    id: "timeout-zero",
    text: "options timeout:0 gives musl no time to wait for a reply.",
    scenario: "resolv-conf/zero-timeout",
    reference: MUSL_CONF,
    shows: (facts) => facts.failed && facts.resolver === "musl" && hasOption(facts, /^timeout:0+$/),
  },
  {
    id: "no-nameserver",
    text: "resolv.conf names no nameserver, so this machine's own port 53 is asked: 127.0.0.1, by Go ::1 too.",
    scenario: "resolv-conf/no-nameserver",
    reference: MAN_RESOLV_CONF,
    shows: (facts) => facts.resolvConf.kind === "text" && facts.meant.length === 0 && facts.asked.length > 0,
  },
];

/** It fails, or asks others than those that the file means. */
function misses(facts: Facts): boolean {
  return facts.failed || facts.missesServers;
}

function isFromHost({ cell }: Facts): boolean {
  return cell.host.startsWith("resolv-conf-");
}

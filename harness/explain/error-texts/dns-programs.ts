/** Programs that ask nameservers by themselves, and never call getaddrinfo. Most specific first. */

import { HOST, REACH, row } from "./rows.ts";
import { DNS_TOOLS, FULL_NAME, type TextRow } from "./types.ts";

const SERVER = "[\\w.:%\\[\\]]+";
const BIND = "dig, host or nslookup (BIND's), which ask by themselves and never call getaddrinfo";
const NETTY = "Netty's own resolver (Java), which never calls getaddrinfo";
const RCODES = "NXDOMAIN|SERVFAIL|REFUSED|NOTIMP|FORMERR|NOTAUTH|BADVERS";

export const DNS_PROGRAM_ROWS: readonly TextRow[] = [
  row(
    "BusyBox's nslookup, which asks by itself",
    "no answer",
    /\*\*\* Can't find (?<name>[^\s:]+): No answer/,
    "the server answered without a record of the type asked for",
    ["a missing AAAA record is no fault"],
    { notMeaning: "the other family may have been found" },
  ),
  row(
    BIND,
    "next server",
    new RegExp(`Got (?:${RCODES}|bad packet)[^]*? (?:reply )?from (?<server>${SERVER}), trying next server`),
    "this server answered with an error code, and the next one is asked",
    [
      "getaddrinfo goes on in the same way; Go does so, too, musl takes the first good reply of all",
      DNS_TOOLS,
    ],
    { lookup: "not told", notMeaning: "it does not tell what the next server answers" },
  ),
  ...["NXDOMAIN", "SERVFAIL", "REFUSED", "NOTIMP", "FORMERR"].map((code) =>
    row(
      BIND,
      code,
      new RegExp(
        `(?:Host (?<name>\\S+) not found: \\d+\\(|server can't find (?<name2>${HOST}): |status: )${code}`,
      ),
      code === "NXDOMAIN"
        ? "the server says that the name does not exist"
        : "the server could be reached, and answered with this error code",
      [code === "NXDOMAIN" ? FULL_NAME : "ask the server's upstream directly (dig @ADDRESS NAME)", DNS_TOOLS],
    ),
  ),
  row(
    BIND,
    "timeout",
    /connection timed out; no servers could be reached|no servers could be reached/,
    "no nameserver answered this program",
    [REACH, DNS_TOOLS],
    { notMeaning: "it does not say that the name is missing" },
  ),
  row(
    BIND,
    "no answer",
    new RegExp(
      `(?:communications error to|UDP setup with|Connection to) (?<server>${SERVER}#\\d+)(?:\\S* for (?<name>\\S+) failed)?`,
    ),
    "this server could not be asked, or was silent",
    [REACH, DNS_TOOLS],
    { notMeaning: "it does not say that the name is missing" },
  ),
  row(
    "BusyBox's nslookup, which asks by itself",
    "no answer",
    new RegExp(`nslookup: (?:write to|read from|read|can't connect to)[^:]*?(?:'(?<server>${SERVER})')?:`),
    "the server could not be asked",
    [REACH, DNS_TOOLS],
  ),
  row(
    "drill (ldns), which asks by itself",
    "no answer",
    /error sending query: (?:Could not send or receive|No \(valid\) nameservers)/i,
    "no nameserver could be asked",
    [REACH, DNS_TOOLS],
  ),
  row(
    "systemd-resolved (resolvectl)",
    "not found",
    /(?<name>[^\s:]{1,255}): resolve call failed: /,
    "systemd-resolved found nothing; the words behind tell why",
    ["resolvectl status shows the servers of each link"],
  ),
  row(
    "CoreDNS, about the server that it forwards to",
    "forwarding failed",
    new RegExp(
      `plugin/errors: \\d+ (?<name>\\S+?)\\.? [A-Z\\d]+: .*?(?:->|dial \\w+ |on )(?<server>${SERVER}:\\d+): `,
    ),
    "CoreDNS got no reply from its own upstream for this question, and answers SERVFAIL to whoever asked",
    [
      "is that server reachable from CoreDNS's pod?",
      "look at the forward line of the Corefile and the node's resolv.conf",
    ],
    { notMeaning: "the program that asked is not at fault, and neither is its resolver" },
  ),
  row(
    "CoreDNS",
    "forwarding failed",
    /plugin\/errors: \d+ (?<name>\S+?)\.? [A-Z\d]+: /,
    "CoreDNS got no reply for this question, and answers SERVFAIL to whoever asked",
    ["look at the forward line of the Corefile and the node's resolv.conf"],
  ),
  row(
    "a program on the Go library miekg/dns (CoreDNS, external-dns, k6 …), which reads DNS replies itself",
    "malformed reply",
    /\bdns: (?:overflow|bad rdata|bad r?data|buffer size too small|failed to unpack|id mismatch|bad owner name|bad compression)/,
    "the reply is malformed, or cut in the middle",
    ["capture the reply with --pcap", REACH],
    { notMeaning: "the server could be reached and did answer" },
  ),
  row(
    "CoreDNS",
    "loop",
    /plugin\/loop: Loop .*detected/,
    "CoreDNS forwards to itself: the node's resolv.conf names a loopback address",
    ["point kubelet's resolvConf at /run/systemd/resolve/resolv.conf"],
  ),
  row(
    "kubelet",
    "nameserver limits",
    /Nameserver limits (?:were )?exceeded/,
    "the pod's resolv.conf would hold more than three nameservers, and the rest was left out",
    ["name at most three"],
    { lookup: "not told" },
  ),
  row(
    "kubelet",
    "search limits",
    /Search Line limits (?:were )?exceeded/,
    "the pod's search list would be too long, and the rest was left out",
    ["shorten the node's search list"],
    { lookup: "not told" },
  ),
  row(
    "nginx's own resolver (the directive resolver)",
    "not resolved",
    new RegExp(`(?<name>${HOST}) could not be resolved \\(\\d+: [^)]*\\)`),
    "the server of nginx's resolver directive was asked, and the words in parentheses are its answer: 2 is SERVFAIL, 3 NXDOMAIN, 110 silence",
    ["nginx does not use the search list: write the full name"],
    { notMeaning: "resolv.conf and getaddrinfo play no part in it" },
  ),
  row(
    NETTY,
    "timeout",
    /DnsNameResolverTimeoutException(?:: \[(?:[^\]/]*\/)?(?<server>[^\]]+)\])?/,
    "the named server was silent until Netty's own timeout (5 s unless set)",
    [REACH],
  ),
  row(
    NETTY,
    "not resolved",
    /[Ff]ailed to resolve '(?<name>[^']+)'(?: \[[^\]]*\])? after \d+ quer/,
    "Netty asked, with its search list, and found no address",
    [FULL_NAME, "compare with DefaultAddressResolverGroup, which calls getaddrinfo"],
  ),
  row(
    "hickory-dns or trust-dns (Rust), which never calls getaddrinfo",
    "NXDOMAIN",
    /no records? found for Query \{ name: Name\("(?<name>[^"]+?)\.?"\)/,
    "the server answered without a record of the type asked for, or NXDOMAIN",
    [FULL_NAME],
  ),
  row(
    "grpc-go's resolver",
    "no addresses",
    /name resolver error: produced zero addresses/,
    "the resolver of the client gave an empty list without an error: a service without endpoints, or a lookup that found nothing",
    [
      "does the service have ready endpoints?",
      "is the target written with the right scheme (dns:///NAME:PORT)?",
    ],
    { lookup: "not told", notMeaning: "it does not say that DNS failed" },
  ),
];

/** Codes that stand alone or behind "getaddrinfo" (Node.js) and "queryA" (Node's dns.resolve). */

import { DNS_TOOLS, FULL_NAME, type TextRow } from "./types.ts";

const NODE = "a runtime on getaddrinfo (Node.js and others print the code's name)";
const RCODE = "whoever reads DNS replies: this is a reply's code (RCODE), no error of a libc";
const CARES = "a runtime on c-ares (Node's dns.resolve and dns.resolveSrv), which never calls getaddrinfo";

/** The code behind "getaddrinfo", with the host name (Node may repeat it with its port); else the code alone. */
const code = (names: string): RegExp =>
  new RegExp(
    `^(?:.*?getaddrinfo (?:${names}) (?<name>[^\\s,;]+)|.*?(?<![\\w.-])(?:${names})(?![\\w-]|\\.\\w))`,
  );
const query = (names: string): RegExp => new RegExp(`\\bquery[A-Z]\\w* (?:${names})(?: (?<name>[\\w.*-]+))?`);

type Words = Pick<TextRow, "meaning" | "next" | "notMeaning">;

const row = (path: string, kind: string, pattern: RegExp, words: Words): TextRow => ({
  pattern,
  path,
  code: kind,
  lookup: "failed",
  ...words,
});

const AGAIN: Words = {
  meaning: "no usable reply: timeouts, or SERVFAIL or REFUSED from every nameserver",
  notMeaning: "it does not say that the name is missing",
  next: [DNS_TOOLS],
};
const NONE: Words = { meaning: "the name does not exist, or has no address", next: [FULL_NAME] };
const SERVFAIL: Words = {
  meaning: "the server could not answer: what it asks in turn is silent, broken or fails DNSSEC",
  notMeaning: "it does not say that the name is missing",
  next: [
    "ask the server's upstream directly (dig @ADDRESS NAME)",
    "dig +cd NAME answers where only DNSSEC fails",
  ],
};
const REFUSED: Words = {
  meaning: "the server does not serve this client or this name",
  next: ["does the server allow recursion for this client's address?"],
};

/** Most specific first. */
export const CODE_ROWS: readonly TextRow[] = [
  row(CARES, "ENOTFOUND", query("ENOTFOUND"), { meaning: "NXDOMAIN", next: [FULL_NAME] }),
  row(CARES, "ENODATA", query("ENODATA"), {
    meaning: "the name exists, but has no record of the type asked for",
    next: ["dig NAME TYPE"],
  }),
  row(CARES, "SERVFAIL", /\bquery[A-Z]\w* ESERVFAIL(?: (?<name>[\w.*-]+))?|\bESERVFAIL\b/, SERVFAIL),
  row(CARES, "REFUSED", /\bquery[A-Z]\w* EREFUSED(?: (?<name>[\w.*-]+))?|\bEREFUSED\b/, REFUSED),
  row(CARES, "ETIMEOUT", query("ETIMEOUT|ETIMEDOUT"), {
    meaning: "the nameservers were silent until the timeout",
    next: ["is the server reachable over UDP port 53?"],
  }),
  row(CARES, "ECONNREFUSED", query("ECONNREFUSED"), {
    meaning: "no nameserver could be reached; c-ares reads the list by itself and falls back to 127.0.0.1",
    notMeaning: "the server that the program wanted to reach by name was never contacted",
    next: ["dns.getServers() in Node shows the list"],
  }),
  row(NODE, "EAI_AGAIN", code("EAI_AGAIN"), AGAIN),
  row(NODE, "EAI_NONAME", code("ENOTFOUND|EAI_NONAME"), NONE),
  row(NODE, "EAI_NODATA", code("EAI_NODATA"), {
    meaning: "the name exists, but has no address of the family that was asked for",
    next: ["does the zone have A and AAAA records for the name?"],
  }),
  row(NODE, "EAI_FAIL", code("EAI_FAIL"), {
    meaning: "the server answered with an error that asking again does not mend, or the reply was unusable",
    notMeaning: "it does not say that the name is missing",
    next: ["capture the reply with --pcap"],
  }),
  row(NODE, "EAI_SYSTEM", code("EAI_SYSTEM"), {
    meaning:
      "getaddrinfo ended with a system error and left its number in errno, which this text does not show",
    notMeaning: "it says nothing about what DNS would have answered",
    next: ["strace -f -e trace=network,openat shows the call that failed"],
  }),
  row(NODE, "EAI_MEMORY", code("EAI_MEMORY"), { meaning: "no memory could be had for the answer", next: [] }),
  row(NODE, "EAI_SERVICE", code("EAI_SERVICE"), {
    meaning: "the port was given as a service's name that /etc/services does not have",
    next: ["write the port as a number"],
  }),
  row(NODE, "EAI_BADFLAGS", code("EAI_BADFLAGS"), {
    meaning:
      "getaddrinfo was called with flags that it does not know; musl also says so where it cannot open resolv.conf",
    next: ["count the process's open files"],
  }),
  row(NODE, "EAI_FAMILY", code("EAI_FAMILY|EAI_ADDRFAMILY"), {
    meaning: "there is no address of the family that was asked for, or the family is not known",
    next: ["ask for both families"],
  }),
  row(NODE, "EAI_OVERFLOW", code("EAI_OVERFLOW"), {
    meaning: "the name or the answer did not fit into a buffer",
    next: [],
  }),
  row(
    "Chromium or another browser",
    "ERR_NAME_NOT_RESOLVED",
    /ERR_NAME_NOT_RESOLVED|DNS_PROBE_FINISHED_\w+/,
    {
      meaning: "the browser found no address; it may have asked by itself or over HTTPS, past resolv.conf",
      next: ["is secure DNS switched on in the browser?", DNS_TOOLS],
    },
  ),
  row(RCODE, "SERVFAIL", code("SERVFAIL|ServFail|SERVERFAIL"), SERVFAIL),
  row(RCODE, "NXDOMAIN", code("NXDOMAIN|NXDomain|nxdomain"), {
    meaning: "the server says that the name does not exist",
    notMeaning: "the server could be reached and did answer; a search list may find the name all the same",
    next: [FULL_NAME],
  }),
  row(RCODE, "REFUSED", code("REFUSED"), REFUSED),
  row(RCODE, "NOTIMP", code("NOTIMP|NOTIMPL"), {
    meaning: "the server does not know this kind of question",
    next: [],
  }),
  row(RCODE, "FORMERR", code("FORMERR"), {
    meaning: "the server did not understand the question; many old ones say so to EDNS",
    next: ["dig +noedns NAME"],
  }),
];

/** What Go prints that is no failed lookup: GODEBUG=netdns, ports, families, and the HTTP client's own words. */

import { GO_EITHER, type LookupOutcome, PURE_GO, type TextRow } from "./types.ts";

const TRACE = "Go's net package, because GODEBUG=netdns asks for it; it is no error";
const CLIENT = "Go's HTTP client";

const row = (
  path: string,
  code: string,
  lookup: LookupOutcome,
  pattern: RegExp,
  meaning: string,
  next: readonly string[],
  notMeaning?: string,
): TextRow => ({
  pattern,
  path,
  code,
  lookup,
  meaning,
  next,
  ...(notMeaning === undefined ? {} : { notMeaning }),
});

const LEVEL_2 = "GODEBUG=netdns=2 adds a line for each name";
const MORE = "hostLookupOrder(NAME) = …, a line for each name, tells what is done for it";

/** Lines of GODEBUG=netdns=1, 2 and of both resolvers' names. */
export const GO_TRACE_ROWS: readonly TextRow[] = [
  row(
    TRACE,
    "netdns: order",
    "not told",
    /hostLookupOrder\((?<name>[^)]*)\) = cgo/,
    "this name is given to the C library's getaddrinfo",
    [PURE_GO],
  ),
  row(
    TRACE,
    "netdns: order",
    "not told",
    /hostLookupOrder\((?<name>[^)]*)\) = (?:files|dns|files,dns|dns,files)\b/,
    "Go's own resolver looks this name up, in the sources and the order behind the equals sign",
    ["resolver-matrix explain shows the names that are asked, in order"],
  ),
  row(
    TRACE,
    "netdns: order",
    "not told",
    /hostLookupOrder\((?<name>[^)]*)\)/,
    "the way in which this name is looked up",
    [],
  ),
  row(
    TRACE,
    "netdns: not supported",
    "not told",
    /cgo resolver not supported; using Go's DNS resolver/,
    "the binary was built without cgo (CGO_ENABLED=0, or the tag netgo): every name goes through Go's own resolver",
    [LEVEL_2],
  ),
  row(
    TRACE,
    "netdns: ignored",
    "not told",
    /ignoring GODEBUG=netdns=\w+ as the binary was compiled without support/,
    "the setting asks for a resolver that is not in this binary; it uses the other one",
    ["build with CGO_ENABLED=1 and without the tag netgo to have the cgo resolver"],
  ),
  row(
    TRACE,
    "netdns: dynamic",
    "not told",
    /dynamic selection of DNS resolver/,
    "the resolver is chosen for each name, by the system, resolv.conf and nsswitch.conf",
    [LEVEL_2, MORE],
  ),
  row(
    TRACE,
    "netdns: cgo",
    "not told",
    /using cgo DNS resolver|GODEBUG setting forcing use of the C/,
    "every name is given to the C library's getaddrinfo",
    [PURE_GO],
  ),
  row(
    TRACE,
    "netdns: go",
    "not told",
    /using (?:the )?Go(?:'s)? DNS resolver|GODEBUG setting forcing use of Go's resolver|built with netgo build tag/,
    "every name goes through Go's own resolver",
    [LEVEL_2],
  ),
  row(
    TRACE,
    "netdns: other",
    "not told",
    /go package net: /,
    "a line of Go's net package about its resolvers",
    [LEVEL_2],
  ),
];

/** After every other reading of Go's texts. */
export const GO_MESSAGE_ROWS: readonly TextRow[] = [
  row(
    GO_EITHER,
    "unknown port",
    "not made",
    /unknown port (?:tcp|udp)\d?\/\S+|address (?:tcp|udp)\d?\/\S+: unknown port/,
    "the name of a service (behind the slash) is not known as a port: /etc/services is missing or lacks it",
    ["write the port as a number, or install the file /etc/services"],
    "no host name was looked up",
  ),
  row(
    GO_EITHER,
    "no suitable address found",
    "succeeded",
    /(?:address (?<name>[^\s:]+): )?no suitable address found/,
    "the lookup succeeded, but no address is of the family that the call asked for (tcp4, ip6 …)",
    ["does /etc/hosts hold only the other family for this name?"],
    "it is no failure of DNS",
  ),
  row(
    GO_EITHER,
    "address syntax",
    "not made",
    /address (?<name>\S+): (?:missing port in address|too many colons in address|unexpected ['"\u2018]|invalid port)|dial \w+: missing address/,
    "the address is not written as HOST:PORT; IPv6 addresses stand in brackets",
    ["look at the setting that holds it"],
    "nobody was asked",
  ),
  row(
    CLIENT,
    "Client.Timeout",
    "not told",
    /Client\.Timeout/,
    "the HTTP client's whole deadline passed: looking up, connecting, TLS and waiting for the reply count together",
    [
      "look the name up alone, with resolver-matrix try or GODEBUG=netdns=2",
      "did it hang while connecting? Then the address may be wrong",
    ],
    "it does not say whether the lookup was done",
  ),
  row(
    CLIENT,
    "TLS",
    "succeeded",
    /TLS handshake timeout|x509: |tls: |server gave HTTP response to HTTPS client|certificate (?:is valid for|signed by)/,
    "a connection was made, and TLS failed on it",
    ["is it the right machine? A wildcard record or a search domain leads to others"],
    "it is no failure of DNS",
  ),
  row(
    GO_EITHER,
    "operation was canceled",
    "not told",
    /dial (?:tcp|udp)\d?: (?:operation was canceled|context canceled)/,
    "the caller gave up before an address was told: while looking up, or before",
    ["look at what ended the caller: a shutdown, or a request that was broken off"],
    "it does not say that the name or a server is at fault",
  ),
  row(
    GO_EITHER,
    "caller's deadline",
    "not told",
    /dial (?:tcp|udp)\d?: (?:i\/o timeout|context deadline exceeded)/,
    "the caller's own deadline passed before an address was told: while looking up, or before",
    ["look the name up with a longer deadline to see the error behind it"],
    "no server is named: it does not say which one was silent, or that one was",
  ),
];

/** Words without a name, a server or an address around them: what can be said, and what cannot. */
export const BARE_ROWS: readonly TextRow[] = (
  [
    ["connection refused", /connection refused/i, "something was reached, and nothing listens on the port"],
    ["i/o timeout", /i\/o timeout|connection timed out|timed out/i, "something did not answer in time"],
    ["network is unreachable", /network is unreachable/i, "there is no route to something"],
    ["no route to host", /no route to host/i, "something cannot be reached on its network"],
    ["no such host", /no such host|host not found|unknown host/i, "a name was not found"],
    [
      "context deadline exceeded",
      /context deadline exceeded|deadline exceeded/i,
      "the caller's own deadline passed",
    ],
    ["operation was canceled", /operation was canceled|context canceled/i, "the caller gave up"],
    ["connection reset by peer", /connection reset/i, "a connection was broken by the other side"],
    [
      "cannot assign requested address",
      /cannot assign requested address/i,
      "the kernel had no local address or port for a socket",
    ],
    ["too many open files", /too many open files/i, "the process had no file descriptor left"],
    ["operation not permitted", /operation not permitted/i, "the system refused something"],
    ["server misbehaving", /server misbehaving/, "a nameserver answered with an error code"],
    ["EOF", /\bEOF\b/, "the other side closed a connection"],
    ["UnknownHost", /UnknownHost\w*|getaddrinfo failed|name resolution/i, "a lookup failed"],
  ] as const
).map(([code, pattern, meaning]) =>
  row(
    "not told: these words alone are printed by many programs",
    code,
    code === "no such host" || code === "UnknownHost" || code === "server misbehaving"
      ? "failed"
      : "not told",
    pattern,
    meaning,
    [
      "give the whole line: the words before tell the program, the name, the server or the address",
      "with an address and a port other than 53 in front, the lookup had succeeded; with one on port 53, a nameserver could not be asked",
    ],
    "the text does not tell what was reached or asked, so neither which resolver nor whether one",
  ),
);

/**
 * What Go says behind "lookup NAME: ", where no server is named: the C library's words, the caller's deadline, or a name
 * that is not asked at all. A pattern sees "NAME: " and the words.
 * Sources: Go src/net/cgo_unix.go, src/net/lookup.go, src/net/lookup_windows.go, src/net/port.go.
 */

import { ERRNO_ROWS } from "./network.ts";
import { FULL_NAME, GO_CGO, GO_EITHER, PURE_GO, type TextRow, WHICH_RESOLVER } from "./types.ts";

const WINDOWS = "Go on Windows, through the system's resolver";
const SERVICES = "write the port as a number, or install the file /etc/services (packages netbase, iana-etc)";

/** Most specific first. */
export const GO_BARE_ROWS: readonly TextRow[] = [
  {
    pattern: /^(?:tcp|udp)\d?\/\S+: (?:Servname|Unrecognized service)/,
    path: GO_CGO,
    code: "EAI_SERVICE",
    lookup: "not made",
    meaning:
      "the name of a service (behind the slash) is not known to getaddrinfo as a port: /etc/services is missing or lacks it (glibc says Servname, musl Unrecognized service)",
    notMeaning: "no host name was looked up",
    next: [SERVICES],
  },
  {
    pattern: /^(?:tcp|udp)\d?\/\S+: /,
    path: GO_EITHER,
    code: "unknown port",
    lookup: "not made",
    meaning:
      "the name of a service (behind the slash) is not known as a port: /etc/services is missing or lacks it",
    notMeaning: "no host name was looked up",
    next: [SERVICES],
  },
  {
    pattern: /unrecognized address/,
    path: GO_EITHER,
    code: "unrecognized address",
    lookup: "not made",
    meaning: "a reverse lookup (LookupAddr) was given something that is no IP address",
    notMeaning: "nobody was asked",
    next: ["hand the address without port, brackets or mask"],
  },
  {
    pattern: /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+(?:%\S+)?): no such host/i,
    path: GO_EITHER,
    code: "no such host",
    lookup: "failed",
    meaning:
      "the name is an IP address: a reverse lookup found no name for it, or the address is not written as Go wants it (leading zeros, a part above 255, a zone)",
    notMeaning: "it does not say that the address cannot be reached",
    next: ["does the address need a name at all? Look at what asks for one", "getent hosts ADDRESS"],
  },
  {
    pattern: /\.local\.?: no such host/,
    path: GO_CGO,
    code: "no such host",
    lookup: "failed",
    meaning:
      "names below .local belong to multicast DNS; Go leaves them to the C library, whose nsswitch.conf (mdns4_minimal [NOTFOUND=return]) may never ask DNS",
    next: [
      "look at the hosts line of nsswitch.conf",
      "a zone of one's own needs another suffix than .local",
      WHICH_RESOLVER,
    ],
  },
  {
    pattern: /i\/o timeout/,
    path: GO_EITHER,
    code: "caller's deadline",
    lookup: "failed",
    meaning:
      "the caller's own deadline (a dial timeout, a context) passed before the lookup was done; both of Go's resolvers print this",
    notMeaning: "no server is named: it does not say which server was silent, or that one was",
    next: [
      "is the deadline shorter than resolv.conf's timeout times attempts times servers?",
      "look the name up with a longer deadline to see the error behind it",
    ],
  },
  {
    pattern: /deadline exceeded/,
    path: GO_EITHER,
    code: "caller's deadline",
    lookup: "failed",
    meaning: "the caller's own deadline passed before the lookup was done",
    notMeaning: "no server is named: it does not say which server was silent, or that one was",
    next: ["look the name up with a longer deadline to see the error behind it"],
  },
  {
    pattern: /operation was canceled|context canceled/,
    path: GO_EITHER,
    code: "operation was canceled",
    lookup: "failed",
    meaning: "the caller gave up (it cancelled the context) before the lookup was done",
    notMeaning: "it does not say that the name or a server is at fault",
    next: ["look at what ended the caller: a shutdown, a request that was broken off, or a faster attempt"],
  },
  {
    pattern: /timeout period expired|usually a temporary error during hostname resolution/,
    path: WINDOWS,
    code: "WSATRY_AGAIN",
    lookup: "failed",
    meaning: "no usable reply: the nameservers that Windows knows were silent, or answered SERVFAIL",
    notMeaning: "resolv.conf, nsswitch.conf and libcs play no part in it",
    next: ["ipconfig /all shows the servers; Resolve-DnsName NAME -Server ADDRESS asks one"],
  },
  {
    pattern: /DNS server failure/,
    path: WINDOWS,
    code: "server misbehaving",
    lookup: "failed",
    meaning: "the nameserver answered SERVFAIL",
    notMeaning: "it does not say that the name is missing",
    next: ["Resolve-DnsName NAME -Server ADDRESS asks one server"],
  },
  {
    pattern: /No such host is known|DNS name does not exist|No records found for given DNS query/i,
    path: WINDOWS,
    code: "no such host",
    lookup: "failed",
    meaning: "Windows found no address for the name",
    notMeaning: "resolv.conf, nsswitch.conf and libcs play no part in it",
    next: ["Resolve-DnsName NAME, and ipconfig /displaydns"],
  },
  {
    pattern: /no such host/,
    path: "Go: the cgo resolver (no server is named), or a name that is not sent at all",
    code: "no such host",
    lookup: "failed",
    meaning:
      "getaddrinfo answered EAI_NONAME (from Go 1.21 on also EAI_NODATA); or the name is not a valid domain name; or nsswitch.conf says files only",
    next: [WHICH_RESOLVER, FULL_NAME],
  },
  ...ERRNO_ROWS.map(
    ({ pattern, code, meaning, next }): TextRow => ({
      pattern,
      path: GO_CGO,
      code,
      lookup: "failed",
      meaning: `getaddrinfo ended with EAI_SYSTEM, and this is the system's error: ${meaning}`,
      notMeaning: "it says nothing about what DNS would have answered",
      next: [...next, PURE_GO],
    }),
  ),
];

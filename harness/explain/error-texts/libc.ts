/**
 * The words of a libc's gai_strerror, and of the resolvers of other systems. The words tell the library, whatever
 * program prints them.
 * Sources: musl src/network/gai_strerror.c, glibc posix/gai_strerror.c, FreeBSD and Apple gai_strerror(3), Windows
 * Sockets error codes, c-ares ares_strerror(3).
 */

import { ANY_LIBC, DNS_TOOLS, FULL_NAME, GLIBC, MUSL, PURE_GO, type TextRow } from "./types.ts";

const MACOS = "the system resolver of macOS or another BSD";
const WINDOWS = "Windows' resolver (getaddrinfo of Winsock)";
const CARES = "c-ares, a resolver of its own (gRPC, Node's dns.resolve, Envoy); it never calls getaddrinfo";

const row = (
  path: string,
  code: string,
  pattern: RegExp,
  meaning: string,
  next: readonly string[],
  notMeaning?: string,
): TextRow => ({
  pattern,
  path,
  code,
  lookup: "failed",
  meaning,
  next,
  ...(notMeaning === undefined ? {} : { notMeaning }),
});

/** Refused at once, for how getaddrinfo was called. */
const refused = (...words: Parameters<typeof row>): TextRow => ({ ...row(...words), lookup: "not made" });

const SERVICE =
  "the port was given as a service's name that /etc/services does not have for this kind of socket";
const NUMBER = ["write the port as a number, or install the file /etc/services"];
const MISSING = "the name does not exist, or has no address";
const RECORDS = ["does the zone have A and AAAA records for the name?"];
const NO_FAMILY = "the name exists, but has no address of the family that was asked for";
const FLAGS = ["the program passes wrong hints: report it there"];

/** Words that nobody else uses. Most specific first. */
export const LIBC_ROWS: readonly TextRow[] = [
  row(
    MACOS,
    "EAI_NONAME",
    /(?:nodename|hostname) nor servname provided,? or not known/,
    `${MISSING}; macOS prints the same where no server could be asked`,
    ["scutil --dns shows macOS's resolvers; /etc/resolv.conf is not read by most programs there", FULL_NAME],
  ),
  row(MACOS, "EAI_NODATA", /No address associated with nodename/, NO_FAMILY, RECORDS),
  row(WINDOWS, "WSAHOST_NOT_FOUND", /No such host is known|\b11001\b|WSAHOST_NOT_FOUND/, MISSING, [
    "Resolve-DnsName NAME, and ipconfig /displaydns",
  ]),
  row(
    WINDOWS,
    "WSATRY_AGAIN",
    /usually a temporary error during hostname resolution|\b11002\b|WSATRY_AGAIN/,
    "no usable reply: servers were silent, or answered SERVFAIL",
    ["ipconfig /all shows the servers; Resolve-DnsName NAME -Server ADDRESS asks one"],
    "it does not say that the name is missing",
  ),
  row(
    WINDOWS,
    "WSANO_DATA",
    /requested name is valid, but no data of the requested type|\b11004\b|WSANO_DATA/,
    NO_FAMILY,
    RECORDS,
  ),
  row(
    WINDOWS,
    "WSANO_RECOVERY",
    /non-recoverable error occurred during a database lookup|\b11003\b/,
    "the reply was malformed or refused",
    ["Resolve-DnsName NAME -Server ADDRESS asks one server"],
  ),
  row(
    GLIBC,
    "EAI_AGAIN",
    /Temporary failure (?:in name resolution|resolving)/,
    "no usable reply: timeouts, closed ports, or SERVFAIL, REFUSED or NOTIMP from every nameserver",
    [
      "which address is asked? 127.0.0.1:53 means that glibc saw no valid nameserver line (glibc 2.29 and newer refuse one that ends in a carriage return)",
      PURE_GO,
      DNS_TOOLS,
    ],
    "it does not say that the name is missing",
  ),
  row(
    MUSL,
    "EAI_NONAME",
    /Name does not resolve/,
    "NXDOMAIN for A or AAAA, or no address at all (up to musl 1.2.3); musl does not try the search list for names with at least ndots dots, and stops it at the first answer that is not NXDOMAIN",
    ["compare with the fully qualified name, with a final dot", DNS_TOOLS],
    "FreeBSD prints the same words: on that system it is not musl",
  ),
  row(
    GLIBC,
    "EAI_NONAME",
    /Name or service not known/,
    "NXDOMAIN, FORMERR, or a name with characters that glibc does not send",
    [FULL_NAME, "look at the hosts line of nsswitch.conf"],
  ),
  row(
    "musl 1.2.4 or newer (in Go before 1.21: the cgo resolver)",
    "EAI_NODATA",
    /Name has no usable address/,
    NO_FAMILY,
    RECORDS,
  ),
  row(
    "glibc (in Go before 1.21: the cgo resolver), or Android",
    "EAI_NODATA",
    /No address associated with (?:host)?name/,
    `${NO_FAMILY}; Android prints it for every failure`,
    RECORDS,
  ),
  row(
    MUSL,
    "EAI_BADFLAGS",
    /Invalid flags/,
    "musl could not open /etc/resolv.conf for a reason other than its absence or missing rights (too many open files, a loop of symbolic links, an input/output error) and hands the raw -1 on",
    ["count the process's open files", "ls -l /etc/resolv.conf inside the container"],
  ),
  refused(
    GLIBC,
    "EAI_BADFLAGS",
    /Bad value for ai_flags/,
    "getaddrinfo was called with flags that it does not know",
    FLAGS,
    "nobody was asked",
  ),
  row(
    GLIBC,
    "EAI_FAIL",
    /Non-recoverable failure in name resolution/,
    "the server answered with an error that asking again does not mend, or the reply was unusable",
    ["capture the reply with --pcap", PURE_GO],
    "it does not say that the name is missing",
  ),
  row(
    MUSL,
    "EAI_FAIL",
    /Non-?recoverable error|Unrecoverable error/,
    "the server answered with an error code other than NXDOMAIN and SERVFAIL, or no socket could be made",
    ["capture the reply with --pcap", PURE_GO],
    "it does not say that the name is missing",
  ),
  refused(
    GLIBC,
    "EAI_SERVICE",
    /Servname not supported for ai_socktype/,
    SERVICE,
    NUMBER,
    "the host name was not asked for",
  ),
  refused(MUSL, "EAI_SERVICE", /Unrecognized service/, SERVICE, NUMBER, "the host name was not asked for"),
  refused(
    GLIBC,
    "EAI_FAMILY",
    /ai_family not supported/,
    "getaddrinfo was called with an address family that it does not know",
    FLAGS,
  ),
  refused(
    GLIBC,
    "EAI_SOCKTYPE",
    /ai_socktype not supported/,
    "getaddrinfo was called with a kind of socket that it does not know",
    FLAGS,
  ),
  row(
    GLIBC,
    "EAI_ADDRFAMILY",
    /Address family for hostname not supported/,
    "the name, written as an address or found in /etc/hosts, has only addresses of another family than asked for",
    ["does /etc/hosts hold only the other family for this name?"],
  ),
  refused(
    MUSL,
    "EAI_SOCKTYPE",
    /Unrecognized socket type/,
    "getaddrinfo was called with a kind of socket that it does not know",
    FLAGS,
  ),
  refused(
    MUSL,
    "EAI_FAMILY",
    /Unrecognized address family/,
    "getaddrinfo was called with an address family that it does not know",
    FLAGS,
  ),
  row(GLIBC, "EAI_MEMORY", /Memory allocation failure/, "no memory could be had for the answer", [
    "look at the memory limit of the container",
  ]),
  row(CARES, "ARES_ENOTFOUND", /Domain name not found/, "NXDOMAIN", [FULL_NAME]),
  row(
    CARES,
    "ARES_ECONNREFUSED",
    /Could not contact DNS servers/,
    "no nameserver that c-ares knows could be reached; it reads resolv.conf by itself",
    ["compare with what getaddrinfo says: GRPC_DNS_RESOLVER=native, in gRPC"],
  ),
  row(CARES, "ARES_ETIMEOUT", /Timeout while contacting DNS servers/, "the nameservers were silent", [
    "is the server reachable over UDP port 53?",
  ]),
  row(CARES, "ARES_ENODATA", /DNS server returned answer with no data/, NO_FAMILY, RECORDS),
  row(CARES, "ARES_ESERVFAIL", /DNS server returned general failure/, "the server answered SERVFAIL", [
    DNS_TOOLS,
  ]),
  row(CARES, "ARES_EREFUSED", /DNS server refused query/, "the server answered REFUSED", [DNS_TOOLS]),
  row(CARES, "ARES_ECANCELLED", /DNS query cancelled/, "the caller gave up before there was an answer", []),
  row(
    MUSL,
    "EAI_AGAIN",
    /\bTry again\b/,
    "no usable reply: every nameserver was silent until the timeout, or answered SERVFAIL or REFUSED; from musl 1.2.1 on it is enough that this happens to either of A and AAAA",
    [
      "which address is asked? 127.0.0.1:53 means that musl saw no nameserver line (file unreadable, empty, indented, or a host on which musl 1.1.19 cannot read files)",
      PURE_GO,
      DNS_TOOLS,
    ],
    "it does not say that the name is missing",
  ),
];

/** Words that mean something only in the frame of a lookup: other programs use them, too. */
export const FRAMED_LIBC_ROWS: readonly TextRow[] = [
  row(
    ANY_LIBC,
    "EAI_SYSTEM",
    /System error/,
    "getaddrinfo ended with a system error and left its number in errno, which this text does not show",
    [
      "strace -f -e trace=network,openat shows the call that failed",
      "look at the hosts line of nsswitch.conf",
      PURE_GO,
    ],
    "it says nothing about what DNS would have answered",
  ),
  row(ANY_LIBC, "EAI_MEMORY", /Out of memory/, "no memory could be had for the answer", [
    "look at the memory limit of the container",
  ]),
  row(ANY_LIBC, "EAI_OVERFLOW", /Overflow/, "the name or the answer did not fit into a buffer", [
    "is the name longer than 253 characters?",
  ]),
  row(
    ANY_LIBC,
    "unknown error",
    /Unknown error/i,
    "a code for which the C library has no words; code and library cannot be told from it",
    ["look the name up with resolver-matrix try to see the code"],
  ),
];

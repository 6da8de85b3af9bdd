/**
 * Which resolver wrote an error text, and what it means. The text alone tells the path: a libc's gai_strerror
 * strings differ between musl and glibc, and Go's own resolver names the server that it asked.
 * Sources: musl src/network/gai_strerror.c, glibc posix/gai_strerror.c, Go src/net/dnsclient_unix.go,
 * src/net/net.go (DNSError), src/net/cgo_unix.go.
 */

/** What one error text says about the program that printed it. */
export interface ErrorReading {
  /** Who wrote it: "cgo, musl's getaddrinfo" … */
  readonly path: string;
  /** EAI_* or the kind of Go's error. */
  readonly code: string;
  readonly meaning: string;
  /** What to look at or try next. */
  readonly next: readonly string[];
}

interface Row {
  readonly pattern: RegExp;
  readonly path: string;
  readonly code: string;
  readonly meaning: string;
  readonly next: readonly string[];
}

const MUSL = "musl's getaddrinfo (an Alpine-like image; in Go: the cgo resolver)";
const GLIBC = "glibc's getaddrinfo (a Debian- or CentOS-like image; in Go: the cgo resolver)";
const PURE = "Go's own resolver (pure Go)";

const DNS_TOOLS =
  "dig and nslookup read resolv.conf by themselves and never call getaddrinfo: they prove nothing here";
const PURE_GO = "GODEBUG=netdns=go (or CGO_ENABLED=0) makes the program use Go's resolver: does it answer?";

/** Most specific first: the first row that matches is the answer. */
const ROWS: readonly Row[] = [
  {
    pattern: / on (\[::1\]|127\.0\.0\.1):53: .*(connection refused|i\/o timeout)/,
    path: PURE,
    code: "default servers",
    meaning:
      "Go asked 127.0.0.1 and [::1], its built-in servers: it found no usable nameserver line. resolv.conf is missing, unreadable for this user, empty, or every nameserver line in it is invalid",
    next: ["look at /etc/resolv.conf from inside the process's mount namespace, as its user"],
  },
  {
    pattern: /Try again/,
    path: MUSL,
    code: "EAI_AGAIN",
    meaning:
      "no usable reply: every nameserver was silent until the timeout, or answered SERVFAIL or REFUSED; from musl 1.2.1 on it is enough that this happens to either of A and AAAA",
    next: [
      "which address is asked? 127.0.0.1:53 means that musl saw no nameserver line (file unreadable, empty, indented, or a host on which musl 1.1.19 cannot read files)",
      PURE_GO,
      DNS_TOOLS,
    ],
  },
  {
    pattern: /Temporary failure in name resolution/,
    path: GLIBC,
    code: "EAI_AGAIN",
    meaning: "no usable reply: timeouts, closed ports, or SERVFAIL, REFUSED or NOTIMP from every nameserver",
    next: [
      "which address is asked? 127.0.0.1:53 means that glibc saw no valid nameserver line (glibc 2.29 and newer refuse one that ends in a carriage return)",
      PURE_GO,
      DNS_TOOLS,
    ],
  },
  {
    pattern: /Name does not resolve/,
    path: MUSL,
    code: "EAI_NONAME",
    meaning:
      "NXDOMAIN for A or AAAA, or no address at all (up to musl 1.2.3); musl does not try the search list for names with at least ndots dots, and stops it at the first answer that is not NXDOMAIN",
    next: ["compare with the fully qualified name, with a final dot", DNS_TOOLS],
  },
  {
    pattern: /Name or service not known/,
    path: GLIBC,
    code: "EAI_NONAME",
    meaning: "NXDOMAIN, FORMERR, or a name with characters that glibc does not send",
    next: [
      "compare with the fully qualified name, with a final dot",
      "look at the hosts line of nsswitch.conf",
    ],
  },
  {
    pattern: /Name has no usable address/,
    path: "musl 1.2.4 or newer (in Go before 1.21: the cgo resolver)",
    code: "EAI_NODATA",
    meaning: "the name exists, but has no address of the family that was asked for",
    next: ["does the zone have A and AAAA records for the name?"],
  },
  {
    pattern: /No address associated with hostname/,
    path: "glibc (in Go before 1.21: the cgo resolver)",
    code: "EAI_NODATA",
    meaning: "the name exists, but has no address of the family that was asked for",
    next: ["does the zone have A and AAAA records for the name?"],
  },
  {
    pattern: /Invalid flags/,
    path: MUSL,
    code: "EAI_BADFLAGS",
    meaning:
      "musl could not open /etc/resolv.conf for a reason other than its absence or missing rights (too many open files, a loop of symbolic links, an input/output error) and hands the raw -1 on",
    next: ["count the process's open files", "ls -l /etc/resolv.conf inside the container"],
  },
  {
    pattern: /getaddrinfo\(\) thread failed to start/,
    path: "curl, in an image with glibc 2.34 or newer",
    code: "clone3",
    meaning:
      "no thread could be started: the host's seccomp profile answers clone3 with EPERM instead of ENOSYS (a Docker or libseccomp that is too old for the image)",
    next: ["update Docker and libseccomp on the host"],
  },
  {
    pattern: /bad address/,
    path: "BusyBox, which prints this for every failure of getaddrinfo",
    code: "any",
    meaning: "the libc's lookup failed; BusyBox does not tell why",
    next: ["look the name up with resolver-matrix try to see the code"],
  },
  {
    pattern: / on \S+:53: no such host/,
    path: PURE,
    code: "no such host",
    meaning: "the named server answered NXDOMAIN, or without a record of the family asked for",
    next: [
      "compare with the fully qualified name, with a final dot",
      "resolver-matrix explain shows the names that are asked, in order",
    ],
  },
  {
    pattern: /server misbehaving/,
    path: PURE,
    code: "server misbehaving",
    meaning:
      "the named server answered with an error code: SERVFAIL (the error is temporary), REFUSED, FORMERR or NOTIMP; from Go 1.19 on also what a server does that does not know EDNS",
    next: ["GODEBUG=netedns0=0 (Go 1.21.12, 1.22.5 and newer): does it answer without EDNS?"],
  },
  {
    pattern: /lame referral/,
    path: PURE,
    code: "lame referral",
    meaning: "the named server answered with nothing, is not authoritative and offers no recursion",
    next: ["is the nameserver an authoritative server that was mistaken for a resolver?"],
  },
  {
    pattern: /cannot (un)?marshal DNS message/,
    path: PURE,
    code: "cannot unmarshal DNS message",
    meaning: "the reply is malformed, or longer than what Go of that version receives and cut in the middle",
    next: ["capture the reply with --pcap"],
  },
  {
    pattern: /no answer from DNS server/,
    path: "Go's own resolver, 1.22 or older",
    code: "no answer from DNS server",
    meaning: "the reply over TCP was itself marked as truncated",
    next: ["Go 1.23 and newer use such a reply"],
  },
  {
    pattern: /no suitable address found/,
    path: "Go, either resolver",
    code: "no suitable address found",
    meaning: "the lookup succeeded, but no address is of the family that the call asked for (tcp4, ip6 …)",
    next: ["does /etc/hosts hold only the other family for this name?"],
  },
  {
    pattern: /i\/o timeout/,
    path: PURE,
    code: "i/o timeout",
    meaning: "no acceptable reply from the named server before the timeout, for every attempt and server",
    next: ["is the server reachable over UDP port 53 from the container's network?"],
  },
  {
    pattern: /connection refused/,
    path: PURE,
    code: "connection refused",
    meaning: "nothing listens on port 53 of the named server",
    next: ["is the nameserver address right for the container's network?"],
  },
  {
    pattern: /network is unreachable/,
    path: PURE,
    code: "network is unreachable",
    meaning: "the container has no route to the named server",
    next: ["is it an IPv6 nameserver in a container without IPv6?"],
  },
  {
    pattern: /no such host/,
    path: "Go: the cgo resolver (no server is named), or a name that is not sent at all",
    code: "no such host",
    meaning:
      "getaddrinfo answered EAI_NONAME (from Go 1.21 on also EAI_NODATA); or the name is not a valid domain name; or nsswitch.conf says files only",
    next: ["GODEBUG=netdns=2 prints which resolver is used for the name"],
  },
  {
    pattern: /EAI_AGAIN/,
    path: "a runtime on getaddrinfo (Node.js and others print the code's name)",
    code: "EAI_AGAIN",
    meaning: "no usable reply: timeouts, or SERVFAIL or REFUSED from every nameserver",
    next: [DNS_TOOLS],
  },
  {
    pattern: /ENOTFOUND|EAI_NONAME/,
    path: "a runtime on getaddrinfo (Node.js and others print the code's name)",
    code: "EAI_NONAME",
    meaning: "the name does not exist, or has no address",
    next: ["compare with the fully qualified name, with a final dot"],
  },
];

/**
 * Reads an error text such as `lookup x: Try again`.
 * @returns what it means, or null where the text is none that we know.
 */
export function readErrorText(text: string): ErrorReading | null {
  const row = ROWS.find((candidate) => candidate.pattern.test(text));
  if (row === undefined) return null;
  const { pattern: _, ...reading } = row;
  return reading;
}

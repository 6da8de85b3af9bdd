/**
 * What Go's own resolver says behind "lookup NAME on SERVER: ". Only this resolver names the server that it asked, so
 * it wins over all words behind. A pattern sees "SERVER: " and the words.
 * Sources: Go src/net/dnsclient_unix.go, src/net/net.go (DNSError), src/net/dnsconfig.go (defaultNS).
 */

import { FULL_NAME, PURE, type TextRow } from "./types.ts";

const UDP_53 = "is the server reachable over UDP port 53 from the container's network?";
const TCP_53 =
  "is the server reachable over TCP port 53? Go changes to TCP for truncated replies and for use-vc";

/** Most specific first. */
export const GO_SERVER_ROWS: readonly TextRow[] = [
  {
    pattern: /^(?<server>\S+): .*too many open files/,
    path: PURE,
    code: "too many open files",
    lookup: "failed",
    meaning: "the process had no file descriptor left for a socket, so the server was never asked",
    notMeaning: "the server and the network are not at fault",
    next: ["count the process's open files (ls /proc/PID/fd | wc -l) and look at ulimit -n"],
  },
  {
    pattern: /^(?<server>\S+): dial (?:udp|tcp)\d?: lookup \S+: /,
    path: PURE,
    code: "nameserver address",
    lookup: "failed",
    meaning:
      "the nameserver's address could not be used: Go took an IPv6 address with a zone (%eth0) for a host name when it dialled it",
    notMeaning: "the name itself was never asked; the second name in the text is the nameserver's address",
    next: ["write a nameserver address without a zone, or a routable one, in resolv.conf"],
  },
  {
    pattern:
      /^(?<server>\[::1\]:53): .*(?:connection refused|cannot assign requested address|network is unreachable|address family not supported|i\/o timeout)/,
    path: PURE,
    code: "default servers",
    lookup: "failed",
    meaning:
      "Go asked 127.0.0.1 and [::1], its built-in servers: it found no usable nameserver line. resolv.conf is missing, unreadable for this user, empty, or every nameserver line in it is invalid",
    notMeaning: "it is not a configured server that fails, unless resolv.conf really says nameserver ::1",
    next: ["look at /etc/resolv.conf from inside the process's mount namespace, as its user"],
  },
  {
    pattern: /^(?<server>127\.\d+\.\d+\.\d+:53): .*connection refused/,
    path: PURE,
    code: "local resolver down",
    lookup: "failed",
    meaning:
      "resolv.conf names a resolver on this machine (a loopback address), and nothing listens there: a stub such as dnsmasq, unbound, systemd-resolved or Docker's is down, or listens in another network namespace",
    notMeaning: "these are not Go's built-in default servers: a failure of those is told for [::1]:53",
    next: [
      "does something listen on that address inside the container's network namespace (ss -ulnp)?",
      "a container has a loopback of its own: the host's 127.0.0.x cannot be reached from it",
    ],
  },
  {
    pattern: /^(?<server>127\.\d+\.\d+\.\d+:53): .*i\/o timeout/,
    path: PURE,
    code: "i/o timeout",
    lookup: "failed",
    meaning:
      "the resolver on this machine that resolv.conf names (a loopback address) did not answer in time: it waits for its own servers, or it is stuck",
    notMeaning: "these are not Go's built-in default servers: a failure of those is told for [::1]:53",
    next: [
      "ask whom that resolver asks (its upstream servers) directly",
      "was the reply dropped by a firewall rule on lo?",
    ],
  },
  {
    pattern: /^(?<server>\S+): .*cannot assign requested address/,
    path: PURE,
    code: "cannot assign requested address",
    lookup: "failed",
    meaning:
      "the kernel had no local address or port for a socket to the server: the container has no address of the server's family, or all local ports are in use",
    next: ["is it an IPv6 nameserver in a container without IPv6?", "count the sockets (ss -s)"],
  },
  {
    pattern: /^(?<server>\S+): .*operation not permitted/,
    path: PURE,
    code: "operation not permitted",
    lookup: "failed",
    meaning:
      "the kernel refused to send the query: a firewall rule on this host drops or rejects it on its way out, or a seccomp profile refuses the system call",
    notMeaning: "the server was not asked",
    next: [
      "look at the OUTPUT chain of iptables or nftables, at network policies, and for nf_conntrack: table full in dmesg",
    ],
  },
  {
    pattern: /^(?<server>\S+): .*permission denied/,
    path: PURE,
    code: "permission denied",
    lookup: "failed",
    meaning: "a security module or a route of the kind prohibit keeps the process from sending to the server",
    next: ["look at SELinux or AppArmor messages, and at ip route get SERVER"],
  },
  {
    pattern: /^(?<server>\S+): .*address family not supported/,
    path: PURE,
    code: "address family not supported by protocol",
    lookup: "failed",
    meaning:
      "the kernel offers no sockets of the server's family: IPv6 is switched off for an IPv6 nameserver, or a sandbox allows no IPv4 socket",
    next: ["name a nameserver of the other family in resolv.conf"],
  },
  {
    pattern: /^(?<server>\S+): .*no route to host/,
    path: PURE,
    code: "no route to host",
    lookup: "failed",
    meaning:
      "the packet came as far as a network on which the server cannot be reached: no answer to ARP or neighbour discovery, or a firewall that rejects with host-prohibited",
    next: [
      "is the nameserver address right for the container's network, and is a firewall (firewalld) in between?",
    ],
  },
  {
    pattern: /^(?<server>\S+): .*network is unreachable/,
    path: PURE,
    code: "network is unreachable",
    lookup: "failed",
    meaning: "the container has no route to the named server",
    next: ["is it an IPv6 nameserver in a container without IPv6?", "was the network up yet?"],
  },
  {
    pattern: /^(?<server>\S+): .*connection reset/,
    path: PURE,
    code: "connection reset by peer",
    lookup: "failed",
    meaning: "the server, or something between, broke the TCP connection on which it was asked",
    next: [TCP_53],
  },
  {
    pattern: /^(?<server>\S+): (?:dial tcp|read tcp|write tcp).*connection refused/,
    path: PURE,
    code: "connection refused",
    lookup: "failed",
    meaning: "nothing listens on TCP port 53 of the named server",
    notMeaning: "it says nothing about UDP, over which the server may well have answered",
    next: [TCP_53],
  },
  {
    pattern: /^(?<server>\S+): .*connection refused/,
    path: PURE,
    code: "connection refused",
    lookup: "failed",
    meaning: "nothing listens on port 53 of the named server",
    notMeaning: "the server that the program wanted to reach by name was never contacted",
    next: ["is the nameserver address right for the container's network, and does a DNS server run there?"],
  },
  {
    pattern: /^(?<server>\S+): (?:dial tcp|read tcp).*(?:i\/o timeout|timed out)/,
    path: PURE,
    code: "i/o timeout",
    lookup: "failed",
    meaning:
      "the named server did not answer over TCP before the timeout; Go asks over TCP after a truncated reply",
    notMeaning: "over UDP the server answered, unless resolv.conf says use-vc",
    next: [TCP_53],
  },
  {
    pattern: /^(?<server>\S+): .*(?:i\/o timeout|timed out)/,
    path: PURE,
    code: "i/o timeout",
    lookup: "failed",
    meaning: "no acceptable reply from the named server before the timeout, for every attempt and server",
    notMeaning: "the server that the program wanted to reach by name was never contacted",
    next: [UDP_53, "with several servers, the text names only the last one that was asked"],
  },
  {
    pattern: /^(?<server>\S+): .*(?:operation was canceled|context canceled)/,
    path: PURE,
    code: "operation was canceled",
    lookup: "failed",
    meaning: "the caller gave up (it cancelled the context) while the named server was asked",
    notMeaning: "it does not say that the server is at fault",
    next: ["look at what ended the caller: a shutdown, a request that was broken off, or a faster attempt"],
  },
  {
    pattern: /^(?<server>\S+): .*deadline exceeded/,
    path: PURE,
    code: "context deadline exceeded",
    lookup: "failed",
    meaning: "the caller's own deadline passed while the named server was asked",
    next: [UDP_53, "is the caller's deadline shorter than resolv.conf's timeout and attempts?"],
  },
  {
    pattern: /^(?<server>\S+): .*EOF/,
    path: PURE,
    code: "EOF",
    lookup: "failed",
    meaning: "the server closed the TCP connection before its reply was complete",
    next: [TCP_53],
  },
  {
    pattern: /^(?<server>\S+): .*no such host/,
    path: PURE,
    code: "no such host",
    lookup: "failed",
    meaning: "the named server answered NXDOMAIN, or without a record of the family asked for",
    notMeaning: "the server could be reached and did answer",
    next: [FULL_NAME, "resolver-matrix explain shows the names that are asked, in order"],
  },
  {
    pattern: /^(?:(?<server>\S+): )?.*server misbehaving/,
    path: PURE,
    code: "server misbehaving",
    lookup: "failed",
    meaning:
      "the named server answered with an error code: SERVFAIL (the error is temporary), REFUSED, FORMERR or NOTIMP; from Go 1.19 on also what a server does that does not know EDNS",
    notMeaning: "it does not say that the name is missing",
    next: ["GODEBUG=netedns0=0 (Go 1.21.12, 1.22.5 and newer): does it answer without EDNS?"],
  },
  {
    pattern: /^(?:(?<server>\S+): )?.*lame referral/,
    path: PURE,
    code: "lame referral",
    lookup: "failed",
    meaning: "the named server answered with nothing, is not authoritative and offers no recursion",
    next: ["is the nameserver an authoritative server that was mistaken for a resolver?"],
  },
  {
    pattern:
      /^(?:(?<server>\S+): )?.*(?:cannot (?:un)?marshal DNS message|overflow(?:ing)? (?:unpacking|header|packing)|dns: (?:bad|insufficient|unpack|failed to unpack)|message size too large)/,
    path: PURE,
    code: "cannot unmarshal DNS message",
    lookup: "failed",
    meaning:
      "the reply is malformed, or longer than what Go of that version receives and cut in the middle; SRV lookups through a forwarder that compresses names ended so, too, before Go 1.13",
    notMeaning: "the server could be reached and did answer",
    next: [
      "capture the reply with --pcap",
      "ask another server: a broken forwarder (a router, WSL, a VPN) is usual",
    ],
  },
  {
    pattern: /^(?:(?<server>\S+): )?.*no answer from DNS server/,
    path: "Go's own resolver, 1.22 or older",
    code: "no answer from DNS server",
    lookup: "failed",
    meaning: "the reply over TCP was itself marked as truncated",
    next: ["Go 1.23 and newer use such a reply"],
  },
  {
    pattern: /^(?:(?<server>\S+): )?.*invalid DNS response/,
    path: PURE,
    code: "invalid DNS response",
    lookup: "failed",
    meaning: "what came back over TCP does not belong to the question: another id, another name or type",
    next: ["is something between that answers for the server (a proxy, a broken forwarder)?", TCP_53],
  },
  {
    pattern: /^(?:(?<server>\S+): )?.*too many redirects/,
    path: "Go's own resolver, 1.10 or older",
    code: "too many redirects",
    lookup: "failed",
    meaning: "the reply holds a chain of more than ten CNAME records, or one that goes round",
    next: ["look at the chain: dig NAME shows it"],
  },
];

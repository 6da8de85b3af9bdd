/** Errors of the system: after a lookup, on the address that it gave; or, through getaddrinfo, within one. */

import type { Finding } from "./types.ts";

interface SystemError {
  readonly pattern: RegExp;
  readonly code: string;
  readonly meaning: string;
  readonly next: readonly string[];
}

/** What a libc's EAI_SYSTEM hands on (errno). */
export const ERRNO_ROWS: readonly SystemError[] = [
  {
    pattern: /too many open files/i,
    code: "too many open files",
    meaning: "no file descriptor was left (Go also prints this where errno was 0)",
    next: ["count the process's open files (ls /proc/PID/fd | wc -l) and look at ulimit -n"],
  },
  {
    pattern: /device or resource busy/i,
    code: "device or resource busy",
    meaning: "EBUSY, left over from something that the C library or one of its modules did",
    next: ["look at the hosts line of nsswitch.conf: which module fails?"],
  },
  {
    pattern: /resource temporarily unavailable/i,
    code: "resource temporarily unavailable",
    meaning: "EAGAIN: a read timed out, or no thread or memory could be had",
    next: ["look at the limits of processes and memory (ulimit -u, pids.max)"],
  },
  {
    pattern: /function not implemented/i,
    code: "function not implemented",
    meaning:
      "ENOSYS: the kernel or a sandbox (seccomp, gVisor) does not have a system call that the C library needs",
    next: ["compare with another kernel or without the seccomp profile"],
  },
  {
    pattern: /operation not permitted/i,
    code: "operation not permitted",
    meaning: "EPERM: a seccomp profile or a firewall on this host refuses a call of the resolver",
    next: ["run once with --security-opt seccomp=unconfined, and look at the OUTPUT chain of the firewall"],
  },
  {
    pattern: /permission denied/i,
    code: "permission denied",
    meaning:
      "EACCES: a file that the resolver reads (hosts, resolv.conf, nsswitch.conf), or a socket, is closed to this user",
    next: [
      "ls -l /etc/hosts /etc/resolv.conf /etc/nsswitch.conf inside the container, as the process's user",
    ],
  },
  {
    pattern: /no such file or directory/i,
    code: "no such file or directory",
    meaning: "ENOENT: a file that the resolver or one of its modules needs is missing",
    next: ["does the image hold the libnss_ modules that nsswitch.conf names?"],
  },
  {
    pattern: /connection refused/i,
    code: "connection refused",
    meaning: "ECONNREFUSED: nothing listens where the resolver or one of its modules asked",
    next: ["is the nameserver address right for the container's network?"],
  },
  {
    pattern: /connection timed out/i,
    code: "connection timed out",
    meaning: "ETIMEDOUT: who was asked did not answer",
    next: ["is the nameserver reachable from the container's network?"],
  },
];

const ADDRESS = "look at the address in the text: is it the one that the name should have?";
const WRONG_ADDRESS =
  "a wrong one comes from a wildcard record, a search domain that answers everything, an old cache, or 127.0.53.53 (a name collision with a public top-level domain)";

const after = (pattern: RegExp, code: string, meaning: string, next: readonly string[]) => ({
  pattern,
  code,
  lookup: "succeeded" as const,
  meaning,
  notMeaning:
    "it is no failure of DNS: an address was at hand, from a lookup that succeeded or given as such",
  next,
});

/** What follows on an address and a port that is not 53. Most specific first. */
export const AFTER_LOOKUP_ROWS: readonly (Finding & { readonly pattern: RegExp })[] = [
  after(
    /connection refused|actively refused/,
    "connection refused",
    "a machine answered at this address, but nothing listens on the port",
    [ADDRESS, WRONG_ADDRESS],
  ),
  after(
    /i\/o timeout|timed out|deadline exceeded|did not properly respond/,
    "i/o timeout",
    "no answer from this address and port before the timeout: a firewall or policy drops it, or the address leads nowhere",
    [ADDRESS, WRONG_ADDRESS],
  ),
  after(
    /network is unreachable/,
    "network is unreachable",
    "there is no route to this address; for an IPv6 address: the container has no IPv6",
    [ADDRESS, "was an AAAA record used where only IPv4 works?"],
  ),
  after(
    /no route to host|host is down|unreachable/,
    "no route to host",
    "the address cannot be reached on its network, or a firewall rejects",
    [ADDRESS],
  ),
  after(
    /connection reset|broken pipe|forcibly closed/,
    "connection reset by peer",
    "the connection was made and then broken by the other side or something between",
    ["look at the server's log, and at proxies and load balancers on the way"],
  ),
  after(
    /cannot assign requested address/,
    "cannot assign requested address",
    "the kernel had no local address or port for this connection: no address of that family, or all ports in use",
    ["count the sockets (ss -s)", ADDRESS],
  ),
  after(
    /operation not permitted|permission denied/,
    "operation not permitted",
    "this host refuses the connection on its way out: a firewall rule, a network policy, a seccomp profile",
    ["look at the OUTPUT chain of the firewall and at network policies"],
  ),
  after(
    /too many open files/,
    "too many open files",
    "the process had no file descriptor left for a socket",
    ["count the process's open files (ls /proc/PID/fd | wc -l) and look at ulimit -n"],
  ),
  after(
    /address family not supported/,
    "address family not supported by protocol",
    "the kernel offers no sockets of this address's family, mostly because IPv6 is switched off",
    ["was an AAAA record used where only IPv4 works?"],
  ),
  after(
    /operation was canceled|context canceled/,
    "operation was canceled",
    "the caller gave up while it was connecting",
    ["look at what ended the caller: a shutdown, a request that was broken off, or a faster attempt"],
  ),
  after(/EOF/, "EOF", "the other side closed the connection", ["look at the server's log"]),
];

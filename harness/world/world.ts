/**
 * What a resolver sees of the machine it runs on: files, environment, host name, clock and network.
 * Every resolver in TypeScript is a pure function of a World. A lab gives it real sockets and the image's
 * own files; SimulatedWorld gives it virtual time and the same scripted servers.
 */

/** Which addresses a lookup asks for: both families, IPv4 only, IPv6 only (Go's networks "ip", "ip4", "ip6"). */
export type Family = "ip" | "ip4" | "ip6";

/** getaddrinfo's ai_flags (netdb.h) without their prefix AI_; `idn` is glibc's alone. */
export const HINT_FLAGS = [
  "addrconfig",
  "all",
  "canonname",
  "idn",
  "numerichost",
  "passive",
  "v4mapped",
] as const;
export type HintFlag = (typeof HINT_FLAGS)[number];

/** One name and family, as a scenario lists it. `name` is passed to the resolver byte for byte. */
export interface Lookup {
  readonly name: string;
  readonly family: Family;
  /** How long its caller waits: the deadline of Go's context, a caller of getaddrinfo that gives up. Absent: forever. */
  readonly deadlineMs?: number;
  /** ai_flags instead of those that Go's cgo passes; only a libc takes them. */
  readonly flags?: readonly HintFlag[];
  /** What the same process did before, in words: "look up db", "write /etc/resolv.conf", "wait 6s". */
  readonly after?: readonly string[];
}

/** What a process does before its lookup. `change` changes files that lookups read. */
export type EarlierStep =
  | { readonly kind: "lookup"; readonly lookup: Lookup }
  | { readonly kind: "wait"; readonly durationMs: number }
  | { readonly kind: "change"; readonly change: () => Promise<void> };

/** A transport address. `address` is an IPv4 or IPv6 literal without brackets; an IPv6 zone follows `%`. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** An address of an interface: "10.1.0.5" and 24. */
export interface InterfaceAddress {
  readonly address: string;
  readonly prefixLength: number;
}

/** Name of a Linux errno, such as "ENOENT" or "ECONNREFUSED". */
export type Errno = string;

/** What reading one path gives: the content, or the errno that open(2) or read(2) answered with. */
export type FileResult =
  | {
      readonly kind: "file";
      readonly bytes: Uint8Array;
      readonly mtimeMs: number;
      /** Directories read as `kind: "file"` with no bytes in Go, as an error in libc; which is what the flag is for. */
      readonly directory: boolean;
    }
  | { readonly kind: "error"; readonly errno: Errno };

/** The files as the looking-up user sees them inside the image. */
export interface Files {
  /** Reads a file whole. Never throws for a missing or unreadable path. `path` is absolute. */
  read(path: string): Promise<FileResult>;
}

/** A clock that only moves forward. All times in milliseconds. */
export interface Clock {
  nowMs(): number;
  sleep(durationMs: number): Promise<void>;
}

/** A socket call failed with an errno, as the kernel of the lab answered it. */
export class SocketError extends Error {
  override readonly name = "SocketError";
  readonly errno: Errno;
  /** The system call that failed, as Go names it: "connect", "read", "write", "setsockopt", "socket". */
  readonly syscall: string;
  constructor(errno: Errno, syscall: string) {
    super(`${syscall}: ${errno}`);
    this.errno = errno;
    this.syscall = syscall;
  }
}

/** A socket operation did not finish before its deadline. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
  constructor() {
    super("deadline exceeded");
  }
}

/**
 * A socket operation without a deadline (Infinity) will not finish, however long one waits. Only a simulated World,
 * which knows that nothing is left to happen, can tell; in a lab the operation waits.
 */
export class NeverError extends Error {
  override readonly name = "NeverError";
  /** A resolver's own reason, where it is no operation that does not finish. */
  readonly because: string | null;
  constructor(because: string | null = null) {
    super("never comes back");
    this.because = because;
  }
}

/** A connected UDP socket (SOCK_DGRAM after connect(2)); the kernel chose the source port. */
export interface UdpSocket {
  readonly local: Endpoint;
  /** Sends one datagram. Rejects with SocketError. */
  send(datagram: Uint8Array): Promise<void>;
  /** Waits for the next datagram. Rejects with SocketError (ECONNREFUSED after ICMP) or DeadlineError. */
  receive(deadlineMs: number): Promise<Uint8Array>;
  close(): void;
}

/** A datagram and where it came from. */
export interface Datagram {
  readonly bytes: Uint8Array;
  /** On a socket of IP version 6, an IPv4 peer is "::ffff:192.0.2.1". */
  readonly from: Endpoint;
}

/**
 * A UDP socket that was bound to any address and never connected: it sends to and hears from everybody. Without
 * IP_RECVERR the kernel tells it of no ICMP message, so that a closed port is silence.
 */
export interface UnconnectedUdpSocket {
  /**
   * sendto(2). A socket of IP version 6 reaches IPv4 as "::ffff:192.0.2.1". Rejects with SocketError: EAFNOSUPPORT for
   * an IPv6 address on a socket of version 4, ENETUNREACH, EACCES (broadcast) …
   */
  sendTo(datagram: Uint8Array, remote: Endpoint): Promise<void>;
  /**
   * poll(2), then recvfrom(2) until nothing is left: all datagrams that have arrived, at least one, in order of arrival.
   * Rejects with DeadlineError.
   */
  receiveFrom(deadlineMs: number): Promise<readonly Datagram[]>;
  close(): void;
}

/** A TCP connection. */
export interface TcpSocket {
  readonly local: Endpoint;
  write(bytes: Uint8Array, deadlineMs: number): Promise<void>;
  /** Next chunk of the stream; an empty array at its end. Rejects with SocketError or DeadlineError. */
  read(deadlineMs: number): Promise<Uint8Array>;
  close(): void;
}

/** The network that a resolver may use. Deadlines are points in time of the World's clock. */
export interface Network {
  /** socket(2) + connect(2) for UDP. Rejects with SocketError (ENETUNREACH, ECONNREFUSED …). */
  udp(remote: Endpoint): Promise<UdpSocket>;
  /** socket(2) + bind(2) to any address, without IPV6_V6ONLY. Rejects with SocketError. */
  unconnectedUdp(version: 4 | 6): Promise<UnconnectedUdpSocket>;
  /** socket(2) + connect(2) for TCP. Rejects with SocketError or DeadlineError. */
  tcp(remote: Endpoint, deadlineMs: number): Promise<TcpSocket>;
  /**
   * The source address the kernel would use towards `remote` (connect a UDP socket, getsockname, close; no
   * packet is sent), or null where no route exists. Used by RFC 6724 ordering.
   */
  sourceFor(remote: Endpoint): Promise<string | null>;
}

/**
 * System calls, by name, that the host answers instead of doing them: the errno that they fail with, or what they
 * return. Files, clock and network of a World do not look here: a resolver does, at each call that its real
 * counterpart makes.
 */
export type CallAnswers = Readonly<Record<string, Errno | number>>;

/** Everything a resolver may look at or touch. */
export interface World {
  readonly files: Files;
  readonly calls: CallAnswers;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly clock: Clock;
  readonly network: Network;
  /** Addresses of the machine besides loopback's, as netlink lists them; absent where the World cannot tell. */
  readonly addresses?: readonly InterfaceAddress[];
  /**
   * Which of `count` things that happen at the same time is taken first, from 0: where several replies race, say.
   * 0 is the order in which they were caused; a simulated World can be told to take another, so that all can be tried.
   */
  choose(count: number): number;
  /** A random integer from 0 (inclusive) to `limit` (exclusive): query ids, shuffles. */
  random(limit: number): number;
}

/** Classes of failure that mean the same in every resolver. */
export type ErrorClass = "not-found" | "no-data" | "temporary" | "permanent" | "system";

/** What a lookup came to. */
export type Outcome =
  | { readonly kind: "answer"; readonly addresses: readonly string[]; readonly canonicalName?: string }
  | {
      readonly kind: "error";
      readonly class: ErrorClass;
      /** EAI_* for a libc; for Go the kind of its error, such as "no such host" or "i/o timeout". */
      readonly code: string;
      /** getaddrinfo's return value for a libc; absent for Go. */
      readonly number?: number;
      /** gai_strerror's text for a libc; for Go the whole text that a program prints. */
      readonly text: string;
    }
  /** The lookup does not come back, however long one waits: that is how this resolver behaves here. */
  | { readonly kind: "never"; readonly because: string };

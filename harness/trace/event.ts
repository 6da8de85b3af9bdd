/** The DNS messages that one lookup caused, as a lab's tap and the simulated network both tell them. */

/** A query, and what came of it. Times are milliseconds since the lookup began. */
export interface TraceEvent {
  readonly atMs: number;
  /** "10.0.0.53:53", "[::1]:53". */
  readonly server: string;
  readonly transport: "udp" | "tcp";
  /** Presentation form with its final dot. */
  readonly name: string;
  /** RR type mnemonic. */
  readonly type: string;
  /** Whether the query carried an OPT record. */
  readonly edns: boolean;
  /** UDP payload size that the OPT record offers; absent without one. */
  readonly ednsSize?: number;
  /** AD bit of the query: it asks whether the answer is validated (RFC 6840, section 5.7). Absent where it is clear. */
  readonly ad?: true;
  /** Source port of the query; reports of earlier versions have none. */
  readonly clientPort?: number;
  readonly reply: {
    readonly atMs: number;
    readonly rcode: string;
    /** Records of the answer section. */
    readonly answers: number;
    readonly truncated: boolean;
    /** AD bit: the server says that it validated the answer. Absent where it is clear. */
    readonly ad?: true;
  } | null;
  readonly icmp: "port-unreachable" | "host-unreachable" | "net-unreachable" | null;
}

/** One packet on the lab's loopback, port 53 or an ICMP error about one, as the tap saw it. */
export interface TapPacket {
  /** Microseconds of the lab's real-time clock. */
  readonly timeUs: number;
  /** The IP packet, from its IP header on. */
  readonly bytes: Uint8Array;
}

/** One UDP reply that was sent, in the order of sending: tells the trace which query a reply belongs to. */
export interface SentReply {
  readonly client: { readonly address: string; readonly port: number };
  /** The address that was asked. */
  readonly server: string;
  /** Which of the client's queries to that server it answers, from 0. */
  readonly query: number;
  /** The address it was sent from. */
  readonly from: string;
}

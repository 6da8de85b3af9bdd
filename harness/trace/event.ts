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
  readonly reply: {
    readonly atMs: number;
    readonly rcode: string;
    /** Records of the answer section. */
    readonly answers: number;
    readonly truncated: boolean;
  } | null;
  readonly icmp: "port-unreachable" | "host-unreachable" | "net-unreachable" | null;
}

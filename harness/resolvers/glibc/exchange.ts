/** One exchange with the servers, as both transports work on it. */
import type { UdpSocket } from "../../world/world.ts";
import type { Query } from "./res-mkquery.ts";
import type { ResolverState } from "./state.ts";

/** Where replies are put. The first buffer is the caller's; it grows, where it may, for a reply that does not fit. */
export interface AnswerBuffers {
  /** Bytes of the caller's buffer. */
  readonly size: number;
  readonly mayGrow: boolean;
  /** A larger one has taken its place. */
  grown: boolean;
  /** Response code that stands in the caller's own buffer, which the search looks at even when it has grown. */
  originalRcode: number;
}

/** Lengths as the C code has them: 0 and 1 are no messages, and say that there is none. */
export interface Replies {
  readonly first: Uint8Array;
  readonly firstLength: number;
  readonly second: Uint8Array;
  readonly secondLength: number;
}

/** One exchange, as both transports work on it. */
export interface Exchange {
  readonly state: ResolverState;
  readonly query: Query;
  /** AAAA beside A. */
  readonly query2: Query | null;
  readonly buffers: AnswerBuffers;
  /** UDP sockets by the server's index; a lost reply may still come to one. */
  readonly sockets: (UdpSocket | null)[];
  useTcp: boolean;
  gotSomewhere: boolean;
  /** What failed last over TCP; null for an end of the stream, which is no error. */
  tcpErrno: string | null;
}

/** "next": the next server; "fail": no server at all, errno is set. */
export type Attempt = Replies | "next" | "fail";

export const NO_MESSAGE = new Uint8Array();

/** __res_iclose. */
export function closeAll({ sockets }: Exchange): void {
  for (const [index, socket] of sockets.entries()) {
    socket?.close();
    sockets[index] = null;
  }
}

/** The place of a server in the list, which its timeout depends on, and its address. */
export interface ServerPlace {
  readonly place: number;
  readonly address: string;
}

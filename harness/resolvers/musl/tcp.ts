/** Questions that are asked again over TCP (start_tcp and the rest of src/network/res_msend.c, musl 1.2.4 and later). */

import { concatBytes } from "../../wire/bytes.ts";
import {
  type Datagram,
  DeadlineError,
  type Endpoint,
  SocketError,
  type TcpSocket,
  type UnconnectedUdpSocket,
  type World,
} from "../../world/world.ts";
import { callResult } from "../libc/calls.ts";
import { rcodeOf } from "./reply.ts";

/** What poll has told of. */
export type TcpEvent =
  | { readonly kind: "datagrams"; readonly datagrams: readonly Datagram[] }
  | { readonly kind: "reply"; readonly question: number; readonly message: Uint8Array }
  /** A connection was refused, ended or carried no reply: musl gives up all that is not answered yet. */
  | { readonly kind: "failed" }
  | { readonly kind: "deadline" };

/** A reply of 12 bytes or fewer is none. */
const SHORTEST_REPLY = 13;
const NXDOMAIN = 3;

export class TcpQuestions {
  readonly #world: World;
  readonly #bufferSize: number;
  /** Connections in progress: what each comes to. */
  readonly #running = new Map<number, Promise<TcpEvent>>();
  readonly #sockets: TcpSocket[] = [];
  /** The wait for a datagram that is still on, and its deadline. */
  #datagrams: Promise<TcpEvent> | null = null;
  #isClosed = false;

  constructor(world: World, bufferSize: number) {
    this.#world = world;
    this.#bufferSize = bufferSize;
  }

  /** Nothing is waited for: no connection, and no datagram since there was one. */
  get isIdle(): boolean {
    return this.#running.size === 0 && this.#datagrams === null;
  }

  /** Connects and asks. */
  start(question: number, query: Uint8Array, server: Endpoint): void {
    this.#running.set(question, this.#ask(question, query, server));
  }

  /** What happens first: a reply, a datagram unless `udp` is null, a failure, or nothing until the deadline. */
  async next(udp: UnconnectedUdpSocket | null, deadlineMs: number): Promise<TcpEvent> {
    if (udp !== null) this.#datagrams ??= receive(udp, deadlineMs);
    const waits = [...this.#running.values(), ...(this.#datagrams === null ? [] : [this.#datagrams])];
    // A wait for datagrams ends at its own deadline.
    if (this.#datagrams === null) waits.push(this.#deadline(deadlineMs));
    const event = await Promise.race(waits);
    if (event.kind === "reply") this.#running.delete(event.question);
    if (event.kind === "datagrams" || event.kind === "deadline") this.#datagrams = null;
    return event;
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.close();
  }

  async #deadline(deadlineMs: number): Promise<TcpEvent> {
    const { clock } = this.#world;
    await clock.sleep(deadlineMs - clock.nowMs());
    return { kind: "deadline" };
  }

  async #ask(question: number, query: Uint8Array, server: Endpoint): Promise<TcpEvent> {
    try {
      const socket = await this.#world.network.tcp(server, Number.POSITIVE_INFINITY);
      this.#sockets.push(socket);
      if (this.#isClosed) socket.close();
      if (callResult(this.#world.calls, "sendmsg").kind !== "made") return { kind: "failed" };
      const framed = Uint8Array.of(query.length >> 8, query.length & 0xff, ...query);
      await socket.write(framed, Number.POSITIVE_INFINITY);
      return await this.#read(socket, question);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      // What cannot even begin is waited for until the time is over.
      return isHopeless(error) ? new Promise(() => {}) : { kind: "failed" };
    }
  }

  async #read(socket: TcpSocket, question: number): Promise<TcpEvent> {
    let stream = new Uint8Array();
    for (;;) {
      const chunk = await socket.read(Number.POSITIVE_INFINITY);
      if (chunk.length === 0) return { kind: "failed" };
      stream = concatBytes([stream, chunk]);
      if (stream.length < 2) continue;
      const length = (stream[0] ?? 0) * 256 + (stream[1] ?? 0);
      if (length < SHORTEST_REPLY) return { kind: "failed" };
      if (stream.length < length + 2 && stream.length < this.#bufferSize + 2) continue;
      const message = stream.slice(2, 2 + Math.min(length, this.#bufferSize));
      const rcode = rcodeOf(message);
      socket.close();
      return rcode === 0 || rcode === NXDOMAIN ? { kind: "reply", question, message } : { kind: "failed" };
    }
  }
}

async function receive(udp: UnconnectedUdpSocket, deadlineMs: number): Promise<TcpEvent> {
  try {
    return { kind: "datagrams", datagrams: await udp.receiveFrom(deadlineMs) };
  } catch (error) {
    if (error instanceof DeadlineError) return { kind: "deadline" };
    // The exchange has ended and closed its socket: nobody waits any more.
    if (error instanceof SocketError) return new Promise(() => {});
    throw error;
  }
}

/** Errors of a connection that could not be begun; a refusal comes from the other side. */
function isHopeless({ errno, syscall }: SocketError): boolean {
  return syscall === "connect" && errno !== "ECONNREFUSED" && errno !== "ECONNRESET" && errno !== "ETIMEDOUT";
}

/** Questions and replies: all questions to all servers at once, over one socket (src/network/res_msend.c). */
import { formatAddress, parseAddress } from "../../wire/ip.ts";
import {
  type Datagram,
  DeadlineError,
  type Endpoint,
  type Errno,
  SocketError,
  type UnconnectedUdpSocket,
  type World,
} from "../../world/world.ts";
import { mapped } from "../libc/address-order.ts";
import { callResult } from "../libc/calls.ts";
import { formatLiteral, type MuslAddress } from "./literals.ts";
import { chooseReply, isTaken } from "./races.ts";
import { rcodeOf } from "./reply.ts";
import { TcpQuestions } from "./tcp.ts";
import type { Features } from "./versions.ts";

/** What the exchange needs to know of resolv.conf. */
export interface ExchangeConf {
  readonly addresses: readonly MuslAddress[];
  readonly timeoutS: number;
  readonly attempts: number;
}

export type Exchanged =
  /** For each question the reply that was taken; empty for none. */
  | { readonly kind: "replies"; readonly replies: readonly Uint8Array[] }
  | { readonly kind: "failed"; readonly errno: Errno }
  /** timeout / attempts, and attempts is 0. */
  | { readonly kind: "divided by zero" };

const DNS_PORT = 53;
const SERVFAIL = 2;
const TC = 2;
const NO_REPLY = new Uint8Array();

/** Asks; a question that is null is one that could not be written, which is never sent and never answered. */
export async function exchange(
  world: World,
  questions: readonly (Uint8Array | null)[],
  conf: ExchangeConf,
  features: Features,
): Promise<Exchanged> {
  const place = await openSocket(world, conf.addresses, features);
  if (place.kind === "failed") return place;
  try {
    if (conf.attempts === 0) return { kind: "divided by zero" };
    const running = new Exchange(world, place.socket, place.servers, questions, conf, features);
    return { kind: "replies", replies: await running.run() };
  } finally {
    place.socket.close();
  }
}

interface Reply {
  readonly bytes: Uint8Array;
  readonly isTruncated: boolean;
  readonly server: Endpoint;
  /** Index of the question, and the question. */
  readonly question: number;
  readonly query: Uint8Array;
}

interface Opened {
  readonly kind: "opened";
  readonly socket: UnconnectedUdpSocket;
  readonly servers: readonly Endpoint[];
}

/** socket and bind. One server of IPv6 makes all of them IPv6. */
async function openSocket(
  world: World,
  addresses: readonly MuslAddress[],
  features: Features,
): Promise<Opened | Extract<Exchanged, { readonly kind: "failed" }>> {
  const socketCall = callResult(world.calls, "socket");
  if (socketCall.kind === "failed") return { kind: "failed", errno: socketCall.errno };
  // What comes back instead of a socket is another file.
  if (socketCall.kind === "returned") return { kind: "failed", errno: "ENOTSOCK" };
  const bindCall = callResult(world.calls, "bind");
  if (bindCall.kind === "failed") return { kind: "failed", errno: bindCall.errno };
  const version = addresses.some(({ family }) => family === 6) ? 6 : 4;
  try {
    return await opened(world, version, addresses);
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    const isIpv6Missing = version === 6 && error.errno === "EAFNOSUPPORT";
    if (isIpv6Missing && features.asksWithoutIpv6) return opened(world, 4, addresses);
    return { kind: "failed", errno: error.errno };
  }
}

async function opened(world: World, version: 4 | 6, addresses: readonly MuslAddress[]): Promise<Opened> {
  const socket = await world.network.unconnectedUdp(version);
  const servers = addresses.map((address) => ({
    address:
      version === 6 && address.family === 4 ? formatAddress(mapped(address.bytes)) : formatLiteral(address),
    port: DNS_PORT,
  }));
  return { kind: "opened", socket, servers };
}

class Exchange {
  readonly #world: World;
  readonly #socket: UnconnectedUdpSocket;
  readonly #servers: readonly Endpoint[];
  readonly #questions: readonly (Uint8Array | null)[];
  readonly #features: Features;
  readonly #timeoutMs: number;
  readonly #intervalMs: number;
  /** Per question: the reply, "tcp" while it is asked for over TCP, null for nothing yet. */
  readonly #replies: (Uint8Array | "tcp" | null)[];
  readonly #tcp: TcpQuestions;
  #servfailsLeft = 0;
  /** When all questions without a reply are asked again, and when musl gives up. */
  #nextSendMs = 0;
  #endMs = 0;
  /** Replies that have arrived and are not read yet. */
  #unread: readonly Reply[] = [];

  constructor(
    world: World,
    socket: UnconnectedUdpSocket,
    servers: readonly Endpoint[],
    questions: readonly (Uint8Array | null)[],
    { timeoutS, attempts }: ExchangeConf,
    features: Features,
  ) {
    this.#world = world;
    this.#socket = socket;
    this.#servers = servers;
    this.#questions = questions;
    this.#features = features;
    this.#timeoutMs = timeoutS * 1000;
    this.#intervalMs = Math.trunc(this.#timeoutMs / attempts);
    this.#replies = questions.map(() => null);
    this.#tcp = new TcpQuestions(world, this.#bufferSize());
  }

  async run(): Promise<readonly Uint8Array[]> {
    this.#nextSendMs = this.#nowMs();
    this.#endMs = this.#nextSendMs + this.#timeoutMs;
    try {
      while (this.#nowMs() < this.#endMs) {
        if (this.#replies.every((reply) => reply instanceof Uint8Array)) break;
        if (this.#nowMs() >= this.#nextSendMs) {
          this.#nextSendMs = this.#nowMs() + this.#intervalMs;
          await this.#sendAll();
        }
        const goesOn = await this.#wait(this.#nextSendMs);
        if (!goesOn) break;
      }
    } finally {
      this.#tcp.close();
    }
    return this.#replies.map((reply) => (reply instanceof Uint8Array ? reply : NO_REPLY));
  }

  /** Milliseconds, as clock_gettime's are cut to. */
  #nowMs(): number {
    return Math.floor(this.#world.clock.nowMs());
  }

  async #sendAll(): Promise<void> {
    this.#servfailsLeft = 2 * this.#questions.length;
    for (const [index, question] of this.#questions.entries()) {
      if (this.#replies[index] !== null || question === null) continue;
      for (const server of this.#servers) await this.#send(question, server);
    }
  }

  /** sendto, whose failures nobody looks at. */
  async #send(question: Uint8Array, server: Endpoint): Promise<void> {
    if (callResult(this.#world.calls, "sendto").kind !== "made") return;
    try {
      await this.#socket.sendTo(question, server);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
    }
  }

  /** poll, and what it tells of. False where a TCP connection ends it all. */
  async #wait(untilMs: number): Promise<boolean> {
    const { clock, calls } = this.#world;
    const receives = this.#features.triesTcp ? "recvmsg" : "recvfrom";
    if (callResult(calls, receives).kind !== "made" || callResult(calls, "poll").kind !== "made") {
      // Nothing can be received: musl goes round in this loop until its time is over.
      await clock.sleep(untilMs - clock.nowMs());
      return true;
    }
    if (this.#unread.length > 0) {
      await this.#takeAll(this.#unread);
      return true;
    }
    if (this.#tcp.isIdle) {
      const datagrams = await this.#receive(untilMs);
      await this.#takeAll(this.#recognised(datagrams));
      return true;
    }
    const isDone = this.#replies.every((reply) => reply !== null);
    const event = await this.#tcp.next(isDone ? null : this.#socket, untilMs);
    switch (event.kind) {
      case "deadline":
        return true;
      case "datagrams":
        await this.#takeAll(this.#recognised(event.datagrams));
        return true;
      case "reply":
        this.#replies[event.question] = event.message;
        return true;
      case "failed":
        return false;
    }
  }

  async #receive(untilMs: number): Promise<readonly Datagram[]> {
    try {
      return await this.#socket.receiveFrom(untilMs);
    } catch (error) {
      if (error instanceof DeadlineError) return [];
      throw error;
    }
  }

  /** Takes replies that are there at the same time. */
  async #takeAll(replies: readonly Reply[]): Promise<void> {
    let left = [...replies];
    this.#unread = [];
    for (;;) {
      left = left.filter(({ question }) => this.#replies[question] === null);
      const next = chooseReply(this.#world, left);
      if (next === null) return;
      left.splice(left.indexOf(next), 1);
      await this.#take(next);
      // Whether musl reads the next one at once or looks at its clock first is a race, and seldom matters.
      const isDue = this.#nowMs() >= Math.min(this.#endMs, this.#nextSendMs);
      if (isDue && left.length > 0 && this.#world.choose(2) === 0) {
        this.#unread = left;
        return;
      }
    }
  }

  #recognised(datagrams: readonly Datagram[]): readonly Reply[] {
    return datagrams.map((datagram) => this.#replyIn(datagram)).filter((reply) => reply !== null);
  }

  /** A datagram as the reply of a server to a question; null for what musl passes over. */
  #replyIn({ bytes, from }: Datagram): Reply | null {
    const server = this.#serverAt(from);
    const question = this.#questionOf(bytes);
    const query = this.#questions[question] ?? null;
    const isLeft = rcodeOf(bytes) !== SERVFAIL && !isTaken(bytes);
    if (server === null || query === null || isLeft) return null;
    const kept = bytes.subarray(0, this.#bufferSize());
    const isTruncated = ((bytes[2] ?? 0) & TC) !== 0 || kept.length < bytes.length;
    return { bytes: kept, isTruncated, server, question, query };
  }

  async #take({ bytes, isTruncated, server, question, query }: Reply): Promise<void> {
    if (!isTaken(bytes)) {
      if (this.#servfailsLeft === 0) return;
      this.#servfailsLeft -= 1;
      await this.#send(query, server);
      return;
    }
    if (!this.#features.triesTcp || !isTruncated) {
      this.#replies[question] = bytes;
      return;
    }
    this.#replies[question] = "tcp";
    this.#tcp.start(question, query, server);
  }

  /** The server that a datagram comes from: one that was asked, or null. */
  #serverAt(from: Endpoint): Endpoint | null {
    if (from.port !== DNS_PORT) return null;
    return this.#servers.find(({ address }) => isSameAddress(address, from.address)) ?? null;
  }

  /** By id alone; -1 for none. */
  #questionOf(bytes: Uint8Array): number {
    if (bytes.length < 4) return -1;
    return this.#questions.findIndex((query) => query?.[0] === bytes[0] && query?.[1] === bytes[1]);
  }

  #bufferSize(): number {
    if (this.#features.buffer4800) return 4800;
    return this.#features.buffer768 ? 768 : 512;
  }
}

function isSameAddress(left: string, right: string): boolean {
  if (left === right) return true;
  const [leftBytes, rightBytes] = [parseAddress(left), parseAddress(right)];
  return leftBytes !== null && rightBytes !== null && formatAddress(leftBytes) === formatAddress(rightBytes);
}

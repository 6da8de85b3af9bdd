/** World's network over sockets that labd opens inside a cell's network namespace. */

import { type Deferred, deferred, orAborted } from "../owned/waiting.ts";
import { errnoName } from "../world/errno.ts";
import {
  type Datagram,
  type Endpoint,
  type Errno,
  type Network,
  SocketError,
  type TcpSocket,
  type UdpSocket,
  type UnconnectedUdpSocket,
} from "../world/world.ts";
import { FRAME, type Frame, type FrameType } from "./frames.ts";
import type { LabClock } from "./lab-clock.ts";
import { endpoint, PayloadReader, u8, u32 } from "./payload.ts";

/** System calls by the numbers of SOCK_OPENED and SOCK_ERROR. */
const SYSCALLS: Readonly<Record<number, string>> = { 1: "socket", 2: "connect", 3: "write", 4: "read" };
const TRANSPORT = { udp: 0, tcp: 1, unconnected: 2 } as const;

/** What arrived on a socket and was not read yet. */
type Arrival =
  | { readonly kind: "data"; readonly bytes: Uint8Array; readonly from?: Endpoint }
  | { readonly kind: "error"; readonly error: SocketError };

/** labd's side of one socket. */
interface RemoteSocket {
  readonly opened: Deferred<Endpoint>;
  readonly arrivals: Arrival[];
  /** Who waits for the next arrival. */
  waiter: Deferred<Arrival> | null;
}

export class ClientSockets implements Network {
  readonly #send: (type: FrameType, ...payload: readonly Uint8Array[]) => void;
  readonly #signal: AbortSignal;
  readonly #links: number;
  readonly #clock: LabClock;
  readonly #sockets = new Map<number, RemoteSocket>();
  readonly #sources = new Map<number, Deferred<string | null>>();
  #lastId = 0;

  /** `send` sends a frame of the network, which has so many `links`; every wait ends with `signal`, deadlines are times of `clock`. */
  constructor(
    send: (type: FrameType, ...payload: readonly Uint8Array[]) => void,
    clock: LabClock,
    signal: AbortSignal,
    links = 1,
  ) {
    this.#send = send;
    this.#clock = clock;
    this.#links = links;
    this.#signal = signal;
  }

  async udp(remote: Endpoint): Promise<UdpSocket> {
    const { id, local } = await this.#open("udp", remote, Number.POSITIVE_INFINITY);
    return {
      local,
      send: async (datagram) => this.#send(FRAME.SOCK_SEND, u32(id), datagram),
      receive: (deadlineMs) => this.#next(id, deadlineMs),
      close: () => this.#close(id),
    };
  }

  async unconnectedUdp(version: 4 | 6): Promise<UnconnectedUdpSocket> {
    const any = { address: version === 4 ? "0.0.0.0" : "::", port: 0 };
    const { id } = await this.#open("unconnected", any, Number.POSITIVE_INFINITY);
    return {
      sendTo: async (datagram, remote) => this.#sendTo(id, version, datagram, remote),
      receiveFrom: (deadlineMs) => this.#datagrams(id, deadlineMs),
      close: () => this.#close(id),
    };
  }

  async tcp(remote: Endpoint, deadlineMs: number): Promise<TcpSocket> {
    const { id, local } = await this.#open("tcp", remote, deadlineMs);
    let last: Arrival | null = null;
    return {
      local,
      write: async (bytes) => this.#send(FRAME.SOCK_SEND, u32(id), bytes),
      read: async (readDeadlineMs) => {
        // The end of a stream and its errors stay: reading again gives them again.
        const arrival: Arrival = last ?? (await this.#arrival(id, readDeadlineMs));
        if (arrival.kind === "error" || arrival.bytes.length === 0) last = arrival;
        return unwrap(arrival);
      },
      close: () => this.#close(id),
    };
  }

  async sourceFor(remote: Endpoint): Promise<string | null> {
    if (zoneError(remote, this.#links) !== null) return null;
    this.#lastId++;
    const answer = deferred<string | null>();
    this.#sources.set(this.#lastId, answer);
    this.#send(FRAME.SOURCE, u32(this.#lastId), endpoint(remote));
    return this.#clock.answered(orAborted(answer.promise, this.#signal));
  }

  /** Handles a frame when it is about a client socket; tells whether it was. */
  receive({ type, payload }: Frame): boolean {
    const reader = new PayloadReader(payload);
    if (type === FRAME.SOCK_OPENED) this.#opened(reader);
    else if (type === FRAME.SOCK_DATA)
      this.#arrived(reader.u32(), { kind: "data", bytes: reader.rest().slice() });
    else if (type === FRAME.SOCK_DATAGRAM) this.#datagramArrived(reader);
    else if (type === FRAME.SOCK_ERROR)
      this.#arrived(reader.u32(), { kind: "error", error: readError(reader) });
    else if (type === FRAME.SOURCE_IS) this.#source(reader);
    else return false;
    return true;
  }

  async #open(
    transport: keyof typeof TRANSPORT,
    remote: Endpoint,
    deadlineMs: number,
  ): Promise<{ readonly id: number; readonly local: Endpoint }> {
    const errno = zoneError(remote, this.#links);
    if (errno !== null) throw new SocketError(errno, "connect");
    this.#lastId++;
    const id = this.#lastId;
    const socket: RemoteSocket = { opened: deferred<Endpoint>(), arrivals: [], waiter: null };
    this.#sockets.set(id, socket);
    this.#send(FRAME.SOCK_OPEN, u32(id), u8(TRANSPORT[transport]), endpoint(remote));
    try {
      const opened = orAborted(socket.opened.promise, this.#signal);
      // On loopback a connection is made or refused at once; only the machine's clock may run out meanwhile.
      return { id, local: await this.#clock.answered(this.#clock.byDeadline(opened, deadlineMs)) };
    } catch (error) {
      this.#close(id);
      throw error;
    }
  }

  /** sendto(2) of an unconnected socket. labd tells of an error later; those of the address are known here. */
  #sendTo(id: number, version: 4 | 6, datagram: Uint8Array, remote: Endpoint): void {
    if (remote.address.includes(":") !== (version === 6)) throw new SocketError("EAFNOSUPPORT", "write");
    // Only connect(2) asks for the zone of a link-local address; here no route is found.
    if (zoneError(remote, this.#links) !== null) throw new SocketError("ENETUNREACH", "write");
    this.#send(FRAME.SOCK_SEND_TO, u32(id), endpoint(remote), datagram);
  }

  /** All that has arrived, at least one. */
  async #datagrams(id: number, deadlineMs: number): Promise<readonly Datagram[]> {
    const first = await this.#arrival(id, deadlineMs);
    const rest = this.#sockets.get(id)?.arrivals.splice(0) ?? [];
    return [first, ...rest].map((arrival) => {
      if (arrival.kind === "error") throw arrival.error;
      if (arrival.from === undefined) throw new RangeError("a datagram came without its source");
      return { bytes: arrival.bytes, from: arrival.from };
    });
  }

  #datagramArrived(reader: PayloadReader): void {
    const id = reader.u32();
    const from = reader.endpoint();
    this.#arrived(id, { kind: "data", bytes: reader.rest().slice(), from });
  }

  async #next(id: number, deadlineMs: number): Promise<Uint8Array> {
    return unwrap(await this.#arrival(id, deadlineMs));
  }

  async #arrival(id: number, deadlineMs: number): Promise<Arrival> {
    const socket = this.#sockets.get(id);
    if (socket === undefined) throw new SocketError("EBADF", "read");
    const waiting = socket.arrivals.shift();
    if (waiting !== undefined) return waiting;
    const waiter = deferred<Arrival>();
    socket.waiter = waiter;
    try {
      return await this.#clock.byDeadline(orAborted(waiter.promise, this.#signal), deadlineMs);
    } finally {
      if (socket.waiter === waiter) socket.waiter = null;
    }
  }

  #close(id: number): void {
    const socket = this.#sockets.get(id);
    if (socket === undefined) return;
    this.#sockets.delete(id);
    socket.waiter?.reject(new SocketError("EBADF", "read"));
    this.#send(FRAME.SOCK_CLOSE, u32(id));
  }

  #opened(reader: PayloadReader): void {
    const socket = this.#sockets.get(reader.u32());
    const errno = reader.i32();
    const syscall = SYSCALLS[reader.u8()] ?? "connect";
    if (errno === 0) socket?.opened.resolve(reader.endpoint());
    else socket?.opened.reject(new SocketError(errnoName(errno), syscall));
  }

  #arrived(id: number, arrival: Arrival): void {
    const socket = this.#sockets.get(id);
    if (socket === undefined) return;
    if (socket.waiter === null) {
      socket.arrivals.push(arrival);
    } else {
      socket.waiter.resolve(arrival);
      socket.waiter = null;
    }
  }

  #source(reader: PayloadReader): void {
    const request = reader.u32();
    const errno = reader.i32();
    this.#sources.get(request)?.resolve(errno === 0 ? reader.endpoint().address : null);
    this.#sources.delete(request);
  }
}

/**
 * Why connect(2) refuses the endpoint for its zone: ip6_datagram_connect and tcp_v6_connect of Linux want an interface for
 * fe80::/10 (EINVAL), and find no route over one that is not there (ENETUNREACH). labd is sent no zones: link-local addresses
 * are lo's. Null where nothing is wrong.
 */
function zoneError({ address }: Endpoint, links: number): Errno | null {
  const [, zone] = /^fe[89ab][0-9a-f]:[^%]*(?:%(.*))?$/i.exec(address) ?? [undefined, "1"];
  if (zone === undefined) return "EINVAL";
  return /^[0-9]+$/.test(zone) && (Number(zone) < 1 || Number(zone) > links) ? "ENETUNREACH" : null;
}

function readError(reader: PayloadReader): SocketError {
  const errno = reader.i32();
  return new SocketError(errnoName(errno), SYSCALLS[reader.u8()] ?? "read");
}

function unwrap(arrival: Arrival): Uint8Array {
  if (arrival.kind === "error") throw arrival.error;
  return arrival.bytes;
}

/** A connected UDP socket of the simulated network. */
import type { SimulatedLink } from "./simulated-link.ts";
import { sendUdp } from "./simulated-udp-exchange.ts";
import { Waiters } from "./waiters.ts";
import { type Endpoint, SocketError, type UdpSocket } from "./world.ts";

export class SimulatedUdpSocket implements UdpSocket {
  readonly local: Endpoint;
  readonly #remote: Endpoint;
  readonly #link: SimulatedLink;
  readonly #received: Uint8Array[] = [];
  readonly #waiters: Waiters<Uint8Array>;
  /** An ICMP message came and nobody was told yet (SO_ERROR). */
  #refused = false;
  #closed = false;

  constructor(link: SimulatedLink, local: Endpoint, remote: Endpoint) {
    this.#link = link;
    this.local = local;
    this.#remote = remote;
    this.#waiters = new Waiters(link.clock);
  }

  async send(datagram: Uint8Array): Promise<void> {
    if (this.#closed) throw new SocketError("EBADF", "write");
    if (this.#takeRefusal()) throw new SocketError("ECONNREFUSED", "write");
    sendUdp(this.#link, this.local, this.#remote, datagram, {
      heard: (bytes, from) => this.#hear(bytes, from),
      refused: () => this.#refuse(),
    });
  }

  async receive(deadlineMs: number): Promise<Uint8Array> {
    if (this.#closed) throw new SocketError("EBADF", "read");
    if (this.#takeRefusal()) throw new SocketError("ECONNREFUSED", "read");
    return this.#received.shift() ?? this.#waiters.wait(deadlineMs);
  }

  close(): void {
    this.#closed = true;
    this.#waiters.rejectAll(() => new SocketError("EBADF", "read"));
  }

  #hear(bytes: Uint8Array, from: string): void {
    // A connected socket takes datagrams of its peer only.
    if (this.#closed || !this.#link.isSame(from, this.#remote.address)) return;
    if (!this.#waiters.resolveFirst(bytes)) this.#received.push(bytes);
  }

  #refuse(): void {
    if (!this.#waiters.rejectFirst(new SocketError("ECONNREFUSED", "read"))) this.#refused = true;
  }

  #takeRefusal(): boolean {
    const refused = this.#refused;
    this.#refused = false;
    return refused;
  }
}

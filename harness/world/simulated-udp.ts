/** A connected UDP socket of the simulated network. */
import type { FixtureAction } from "../fixture/dns-server.ts";
import type { SimulatedLink } from "./simulated-link.ts";
import { Waiters } from "./waiters.ts";
import { type Endpoint, SocketError, type UdpSocket } from "./world.ts";

/** Largest UDP payload in one IP packet, by IP version (RFC 768 and its length field). */
const MAX_PAYLOAD = { 4: 65_507, 6: 65_527 } as const;

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
    if (datagram.length > this.#largest()) throw new SocketError("EMSGSIZE", "write");
    const { clock, trace } = this.#link;
    const query = new Uint8Array(datagram);
    const recorded = trace.query(clock.nowMs(), this.#remote, "udp", query);
    switch (this.#link.portOf(this.#remote, "udp")) {
      case "closed":
        recorded.unreachable();
        this.#refuse();
        return;
      case "open":
        clock.after(this.#link.latencyMs, () => {
          for (const action of this.#link.ask(this.#remote, "udp", this.local, query)) {
            if (action.kind === "send") clock.after(action.delayMs, () => this.#reply(action, recorded));
          }
        });
        return;
      case "silent":
        return;
    }
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

  #reply(
    { bytes, from }: FixtureAction & { readonly kind: "send" },
    recorded: { replied(atMs: number, message: Uint8Array): void },
  ): void {
    if (bytes.length > this.#largest()) return;
    recorded.replied(this.#link.clock.nowMs(), bytes);
    // A connected socket takes datagrams of its peer only.
    if (!this.#link.isSame(from, this.#remote.address)) return;
    this.#link.clock.after(this.#link.latencyMs, () => {
      if (!this.#closed && !this.#waiters.resolveFirst(bytes)) this.#received.push(bytes);
    });
  }

  #refuse(): void {
    if (!this.#waiters.rejectFirst(new SocketError("ECONNREFUSED", "read"))) this.#refused = true;
  }

  #takeRefusal(): boolean {
    const refused = this.#refused;
    this.#refused = false;
    return refused;
  }

  #largest(): number {
    return MAX_PAYLOAD[this.#remote.address.includes(":") ? 6 : 4];
  }
}

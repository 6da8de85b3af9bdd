/** An unconnected UDP socket of the simulated network: ip(7) and ipv6(7) as Linux 6.18 answered in a lab. */
import { parseAddress } from "../wire/ip.ts";
import type { SimulatedLink } from "./simulated-link.ts";
import type { SimulatedRoutes } from "./simulated-routes.ts";
import { sendUdp } from "./simulated-udp-exchange.ts";
import { DNS_PORT } from "./trace-recorder.ts";
import { Waiters } from "./waiters.ts";
import { type Datagram, type Endpoint, SocketError, type UnconnectedUdpSocket } from "./world.ts";

export class SimulatedUnconnectedUdpSocket implements UnconnectedUdpSocket {
  readonly #link: SimulatedLink;
  readonly #routes: SimulatedRoutes;
  readonly #version: 4 | 6;
  readonly #port: number;
  /** What has arrived since somebody looked. */
  #received: Datagram[] = [];
  readonly #waiters: Waiters<readonly Datagram[]>;
  #waiting = false;
  #closed = false;

  constructor(link: SimulatedLink, routes: SimulatedRoutes, version: 4 | 6, port: number) {
    this.#link = link;
    this.#routes = routes;
    this.#version = version;
    this.#port = port;
    this.#waiters = new Waiters(link.clock);
  }

  async sendTo(datagram: Uint8Array, remote: Endpoint): Promise<void> {
    if (this.#closed) throw new SocketError("EBADF", "write");
    if (remote.address.includes(":") !== (this.#version === 6))
      throw new SocketError("EAFNOSUPPORT", "write");
    const path = this.#routes.to(remote.address);
    // Only connect(2) asks for the zone of a link-local address; here no route is found.
    if (path.kind === "none")
      throw new SocketError(path.udp === "EINVAL" ? "ENETUNREACH" : path.udp, "write");
    const peer = {
      address: path.kind === "local" ? path.address : unmapped(remote.address),
      port: remote.port,
    };
    const local = { address: path.source, port: this.#port };
    sendUdp(this.#link, local, peer, datagram, {
      heard: (bytes, from) => this.#hear({ bytes, from: { address: this.#shown(from), port: DNS_PORT } }),
      // Without IP_RECVERR the kernel does not tell a socket without a peer.
      refused: () => {},
    });
  }

  async receiveFrom(deadlineMs: number): Promise<readonly Datagram[]> {
    if (this.#closed) throw new SocketError("EBADF", "read");
    if (this.#received.length > 0) return this.#take();
    this.#waiting = true;
    try {
      return await this.#waiters.wait(deadlineMs);
    } finally {
      this.#waiting = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#waiters.rejectAll(() => new SocketError("EBADF", "read"));
  }

  #hear(datagram: Datagram): void {
    if (this.#closed) return;
    this.#received.push(datagram);
    // Who waits wakes up when all that arrives at this time is there.
    if (this.#waiting && this.#received.length === 1) {
      this.#link.clock.after(0, () => {
        if (this.#received.length > 0 && this.#waiters.resolveFirst(this.#received)) this.#received = [];
      });
    }
  }

  #take(): readonly Datagram[] {
    const taken = this.#received;
    this.#received = [];
    return taken;
  }

  /** The peer's address as a socket of this IP version names it. */
  #shown(address: string): string {
    return this.#version === 6 && !address.includes(":") ? `::ffff:${address}` : address;
  }
}

/** "192.0.2.1" for "::ffff:192.0.2.1", however it is spelled; other addresses as they are. */
function unmapped(address: string): string {
  const bytes = parseAddress(address);
  const isMapped =
    bytes?.length === 16 && bytes.subarray(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff));
  return isMapped ? bytes.subarray(12).join(".") : address;
}

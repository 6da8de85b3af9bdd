/** World's network without a kernel: a lab's answers at virtual times. */
import type { Fixture, Transport } from "../fixture/dns-server.ts";
import { addressesOf, SimulatedLink } from "./simulated-link.ts";
import { type SimulatedRoute, SimulatedRoutes } from "./simulated-routes.ts";
import { SimulatedTcpSocket } from "./simulated-tcp.ts";
import { SimulatedUdpSocket } from "./simulated-udp.ts";
import { SimulatedUnconnectedUdpSocket } from "./simulated-unconnected-udp.ts";
import type { TraceRecorder } from "./trace-recorder.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { Waiters } from "./waiters.ts";
import {
  type Endpoint,
  type Network,
  SocketError,
  type TcpSocket,
  type UdpSocket,
  type UnconnectedUdpSocket,
} from "./world.ts";

/** Linux's default net.ipv4.ip_local_port_range. */
const FIRST_PORT = 32_768;
const LAST_PORT = 60_999;

export class SimulatedNetwork implements Network {
  readonly #clock: VirtualClock;
  readonly #routes: SimulatedRoutes;
  readonly #link: SimulatedLink;
  readonly #connections: SimulatedTcpSocket[] = [];
  #lastPort = FIRST_PORT - 1;

  constructor(
    fixture: Fixture,
    clock: VirtualClock,
    trace: TraceRecorder,
    routes: readonly SimulatedRoute[],
    ipv6: boolean,
    latencyMs: number,
  ) {
    this.#clock = clock;
    this.#routes = new SimulatedRoutes(addressesOf(fixture), routes, ipv6);
    this.#link = new SimulatedLink(
      fixture,
      clock,
      trace,
      (address) => this.#routes.to(address).kind === "routed",
      latencyMs,
    );
  }

  async udp(remote: Endpoint): Promise<UdpSocket> {
    const { local, peer } = this.#connect(remote, "udp");
    return new SimulatedUdpSocket(this.#link, local, peer);
  }

  async unconnectedUdp(version: 4 | 6): Promise<UnconnectedUdpSocket> {
    return new SimulatedUnconnectedUdpSocket(this.#link, this.#routes, version, this.#nextPort());
  }

  async tcp(remote: Endpoint, deadlineMs: number): Promise<TcpSocket> {
    const { local, peer, answers } = this.#connect(remote, "tcp");
    const handshake = new Waiters<void>(this.#clock);
    const connected = handshake.wait(deadlineMs);
    if (answers) {
      if (this.#link.portOf(peer, "tcp") === "closed") {
        handshake.rejectFirst(new SocketError("ECONNREFUSED", "connect"));
      } else {
        this.#clock.after(2 * this.#link.latencyMs, () => handshake.resolveFirst());
      }
    }
    await connected;
    const socket = new SimulatedTcpSocket(this.#link, local, peer);
    this.#connections.push(socket);
    return socket;
  }

  async sourceFor(remote: Endpoint): Promise<string | null> {
    const path = this.#routes.to(remote.address);
    return path.kind === "none" ? null : path.source;
  }

  /** Records what only the end of a run tells: messages that were begun and not completed. */
  finish(): void {
    for (const connection of this.#connections.splice(0)) connection.finish();
  }

  /** connect(2): the source that the kernel chooses and the peer that is really reached. */
  #connect(remote: Endpoint, transport: Transport) {
    const path = this.#routes.to(remote.address);
    if (path.kind === "none") throw new SocketError(path[transport], "connect");
    const peer = path.kind === "local" ? { address: path.address, port: remote.port } : remote;
    return {
      local: { address: path.source, port: this.#nextPort() },
      peer,
      answers: path.kind === "local",
    };
  }

  #nextPort(): number {
    this.#lastPort = this.#lastPort === LAST_PORT ? FIRST_PORT : this.#lastPort + 1;
    return this.#lastPort;
  }
}

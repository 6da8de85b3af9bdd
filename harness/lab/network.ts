/** One cell's network: addresses on loopback, the fixture behind them, the tap, the clock. */
import { setMaxListeners } from "node:events";
import { Unavailable } from "../errors.ts";
import type { Fixture } from "../fixture/dns-server.ts";
import { type Deferred, deferred, orAborted } from "../owned/waiting.ts";
import type { NetworkSpec } from "../scenario/scenario.ts";
import type { SentReply, TapPacket } from "../trace/event.ts";
import { labAddresses } from "./addresses.ts";
import { ClientSockets } from "./client-sockets.ts";
import type { ClockKind } from "./engine.ts";
import { type Choice, FixtureRelay } from "./fixture-relay.ts";
import { FRAME, type Frame } from "./frames.ts";
import { type LabClock, realLabClock, VirtualLabClock } from "./lab-clock.ts";
import type { LabLink } from "./link.ts";
import { i64, PayloadReader, utf8 } from "./payload.ts";

/** All packets of a cell together; a resolver that sends more is running wild. */
const MAX_TAP_BYTES = 64 * 1024 * 1024;
/** Of STEP. */
const NO_DEADLINE = -1;

export interface NetworkSetup {
  readonly fixture: Fixture;
  /** What there is besides loopback. */
  readonly network?: NetworkSpec | undefined;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly clock: ClockKind;
  /** At each choice between servers whose turn comes at the same moment, whose it is; 0 at all that follow. */
  readonly order: readonly number[];
  /** Told of every packet. */
  readonly asked?: (() => void) | undefined;
}

/** What a network recorded. */
export interface Recording {
  readonly packets: readonly TapPacket[];
  readonly replies: readonly SentReply[];
  readonly choices: readonly Choice[];
}

export class LabNetwork {
  /** Aborted, with an Unavailable as reason, when the network is gone or its cell's life ended. */
  readonly signal: AbortSignal;
  readonly sockets: ClientSockets;
  readonly clockKind: ClockKind;
  /** The clock of resolvers that use `sockets`. */
  readonly clock: LabClock;
  readonly #link: LabLink;
  readonly #route: ReturnType<LabLink["open"]>;
  readonly #relay: FixtureRelay;
  readonly #ending = new AbortController();
  readonly #ready = deferred<number>();
  readonly #closed = deferred<void>();
  readonly #asked: NetworkSetup["asked"];
  readonly #clocks: Deferred<number>[] = [];
  readonly #packets: TapPacket[] = [];
  readonly #stepped: (nowUs: number) => void;
  #holder = 0;
  #packetBytes = 0;
  #closing = false;

  /**
   * Makes a network and waits for it. `life` is the signal of the cell it is for.
   * Rejects with Unavailable; nothing is left then.
   */
  static async open(link: LabLink, setup: NetworkSetup, life: AbortSignal): Promise<LabNetwork> {
    const network = new LabNetwork(link, setup, life);
    try {
      network.#holder = await orAborted(network.#ready.promise, network.signal);
    } catch (error) {
      network.abandon();
      throw error;
    }
    return network;
  }

  private constructor(link: LabLink, setup: NetworkSetup, life: AbortSignal) {
    this.#link = link;
    this.#asked = setup.asked;
    this.signal = AbortSignal.any([life, this.#ending.signal]);
    // Every open socket and every address that is sorted waits on it: many listeners are no leak here.
    setMaxListeners(0, this.signal);
    const addresses = labAddresses(setup.fixture.servers);
    const lines = [
      ...addresses.map(({ address, udp, tcp }) => `address ${address} udp=${udp} tcp=${tcp}`),
      ...(setup.network?.addresses ?? []).map(
        ({ address, prefixLength }) => `interface ${address}/${prefixLength}`,
      ),
      ...(setup.network?.routes ?? []).map((family) => `route ${family}`),
      `clock ${setup.clock}`,
      ...(setup.order.length === 0 ? [] : [`order ${setup.order.join(" ")}`]),
      ...Object.entries(setup.sysctls).map(([key, value]) => sysctlLine(key, value)),
    ];
    this.#route = link.open((frame) => this.#receive(frame));
    const { id } = this.#route;
    this.#relay = new FixtureRelay(
      setup.fixture,
      addresses,
      (type, ...payload) => link.send(type, id, ...payload),
      (reason) => this.#fail(reason),
    );
    // lo is the first link, the scenario's interface the second.
    const links = setup.network === undefined || setup.network.addresses.length === 0 ? 1 : 2;
    this.clockKind = setup.clock;
    if (setup.clock === "virtual") {
      const clock = new VirtualLabClock(
        (deadlineUs) => link.send(FRAME.STEP, id, i64(deadlineUs ?? NO_DEADLINE)),
        this.signal,
      );
      this.clock = clock;
      this.#stepped = (nowUs) => clock.stepped(nowUs);
    } else {
      this.clock = realLabClock(this.signal);
      this.#stepped = () => {};
    }
    this.sockets = new ClientSockets(
      (type, ...payload) => link.send(type, id, ...payload),
      this.clock,
      this.signal,
      links,
    );
    link.send(FRAME.NET_OPEN, id, utf8(lines.map((line) => `${line}\n`).join("")));
  }

  /** Process that holds the namespace, as labd sees it. */
  get pid(): number {
    return this.#holder;
  }

  /** The network's clock in microseconds since 1970: the clock of TapPacket.timeUs. */
  async timeUs(): Promise<number> {
    const answer = deferred<number>();
    this.#clocks.push(answer);
    this.#link.send(FRAME.CLOCK, this.#route.id);
    return orAborted(answer.promise, this.signal);
  }

  /** Takes the network down and gives what it recorded. Rejects with Unavailable. */
  async close(): Promise<Recording> {
    this.#closing = true;
    this.#link.send(FRAME.NET_CLOSE, this.#route.id);
    try {
      await orAborted(this.#closed.promise, this.signal);
    } finally {
      this.#route.release();
    }
    return { packets: this.#packets, replies: this.#relay.sent, choices: this.#relay.choices };
  }

  /** Takes the network down without waiting: for a cell that failed. Does nothing after `close`. */
  abandon(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#link.send(FRAME.NET_CLOSE, this.#route.id);
    this.#route.release();
  }

  #receive(frame: Frame): void {
    if (this.#relay.receive(frame) || this.sockets.receive(frame)) return;
    const reader = new PayloadReader(frame.payload);
    if (frame.type === FRAME.PACKET) this.#keep(reader);
    else if (frame.type === FRAME.NET_READY) this.#ready.resolve(reader.u32());
    else if (frame.type === FRAME.CLOCK_IS) this.#clocks.shift()?.resolve(reader.i64());
    else if (frame.type === FRAME.STEPPED) this.#stepped(reader.i64());
    else if (frame.type === FRAME.FAILED) this.#fail(`the network could not be made: ${reader.text()}`);
    else if (frame.type === FRAME.NET_CLOSED) this.#ended(reader.text());
  }

  #ended(reason: string): void {
    if (this.#closing && reason === "") this.#closed.resolve();
    else this.#fail(`the network ended: ${reason === "" ? "no reason given" : reason}`);
  }

  #keep(reader: PayloadReader): void {
    this.#asked?.();
    const timeUs = reader.i64();
    const bytes = reader.rest();
    this.#packetBytes += bytes.length;
    if (this.#packetBytes > MAX_TAP_BYTES) {
      this.#fail(`the lookup sent and received more than ${MAX_TAP_BYTES} bytes`);
    } else {
      // A copy: the frame's buffer is much larger than one packet.
      this.#packets.push({ timeUs, bytes: bytes.slice() });
    }
  }

  #fail(reason: string): void {
    if (!this.#ending.signal.aborted) this.#ending.abort(new Unavailable(reason));
  }
}

function sysctlLine(key: string, value: string): string {
  if (/\s/.test(key) || /[\r\n]/.test(value)) {
    throw new Unavailable(`not a sysctl: ${JSON.stringify(`${key} ${value}`)}`);
  }
  return `sysctl ${key} ${value}`;
}

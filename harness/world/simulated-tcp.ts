/** A TCP connection of the simulated network, with the scripted server at its other end. */
import type { FixtureAction } from "../fixture/dns-server.ts";
import { concatBytes } from "../wire/bytes.ts";
import type { SimulatedLink } from "./simulated-link.ts";
import type { RecordedQuery } from "./trace-recorder.ts";
import { Waiters } from "./waiters.ts";
import { type Endpoint, SocketError, type TcpSocket } from "./world.ts";

/** How the server ended the connection. */
type Ending = "open" | "ended" | "reset";

const NOTHING = new Uint8Array();

export class SimulatedTcpSocket implements TcpSocket {
  readonly local: Endpoint;
  readonly #remote: Endpoint;
  readonly #link: SimulatedLink;
  readonly #waiters: Waiters<Uint8Array>;
  readonly #received: Uint8Array[] = [];
  /** What the client has seen of the server's ending, and what the server did. */
  #seen: Ending = "open";
  #done: Ending = "open";
  #closed = false;
  /** Bytes written that are not yet a whole message, and when the last of them were. */
  #pending: Uint8Array = NOTHING;
  #pendingMs = 0;

  constructor(link: SimulatedLink, local: Endpoint, remote: Endpoint) {
    this.#link = link;
    this.local = local;
    this.#remote = remote;
    this.#waiters = new Waiters(link.clock);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) throw new SocketError("EBADF", "write");
    if (this.#seen === "reset") throw new SocketError("EPIPE", "write");
    // A peer that has closed answers the first bytes with a reset.
    if (this.#seen === "ended") this.#seen = "reset";
    this.#pending = concatBytes([this.#pending, bytes]);
    this.#pendingMs = this.#link.clock.nowMs();
    for (let message = this.#takeMessage(); message !== null; message = this.#takeMessage())
      this.#ask(message);
  }

  async read(deadlineMs: number): Promise<Uint8Array> {
    if (this.#closed) throw new SocketError("EBADF", "read");
    if (this.#received.length > 0) return concatBytes(this.#received.splice(0));
    if (this.#seen === "ended") return NOTHING;
    if (this.#seen === "reset") throw new SocketError("ECONNRESET", "read");
    return this.#waiters.wait(deadlineMs);
  }

  close(): void {
    this.#closed = true;
    this.#waiters.rejectAll(() => new SocketError("EBADF", "read"));
  }

  /** Records the beginning of a message that was never completed. */
  finish(): void {
    if (this.#pending.length === 0) return;
    this.#link.trace.query(this.#pendingMs, this.#remote, "tcp", this.#pending.subarray(2), this.local.port);
    this.#pending = NOTHING;
  }

  #takeMessage(): Uint8Array | null {
    const [high, low] = this.#pending;
    if (high === undefined || low === undefined) return null;
    const end = 2 + high * 256 + low;
    if (this.#pending.length < end) return null;
    const message = this.#pending.slice(2, end);
    this.#pending = this.#pending.subarray(end);
    return message;
  }

  #ask(query: Uint8Array): void {
    const { clock, trace, latencyMs } = this.#link;
    const recorded = trace.query(clock.nowMs(), this.#remote, "tcp", query, this.local.port);
    clock.unseenAfter(latencyMs, () => {
      if (this.#done !== "open") return;
      for (const action of this.#link.ask(this.#remote, "tcp", this.local, query)) {
        clock.unseenAfter(action.delayMs, () => this.#act(action, recorded));
      }
    });
  }

  #act(action: FixtureAction, recorded: RecordedQuery): void {
    if (this.#done !== "open") return;
    const { clock, latencyMs } = this.#link;
    if (action.kind === "close") {
      const ending = action.reset ? "reset" : "ended";
      this.#done = ending;
      clock.after(latencyMs, () => this.#end(ending));
      return;
    }
    const { bytes } = action;
    if (isWhole(bytes)) recorded.replied(clock.nowMs(), bytes.subarray(2));
    clock.after(latencyMs, () => {
      if (!this.#closed && bytes.length > 0 && !this.#waiters.resolveFirst(bytes)) this.#received.push(bytes);
    });
  }

  #end(ending: "ended" | "reset"): void {
    this.#seen = ending;
    if (ending === "ended") {
      while (this.#waiters.resolveFirst(NOTHING));
      return;
    }
    // A reset throws away what was not read.
    this.#received.splice(0);
    this.#waiters.rejectAll(() => new SocketError("ECONNRESET", "read"));
  }
}

/** Whether bytes of a stream hold a message to its end; a tap shows no other. */
function isWhole(bytes: Uint8Array): boolean {
  const [high, low] = bytes;
  return high !== undefined && low !== undefined && bytes.length >= 2 + high * 256 + low;
}

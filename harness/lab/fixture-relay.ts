/** Carries queries from labd to the fixture, and back to labd what the fixture will do about each, and when. */
import type { Fixture, FixtureAction } from "../fixture/dns-server.ts";
import type { SentReply } from "../trace/event.ts";
import { canonicalAddress, type LabAddress } from "./addresses.ts";
import { FRAME, type Frame, type FrameType } from "./frames.ts";
import { endpoint, i64, PayloadReader, u8, u16, u32 } from "./payload.ts";

/** Actions by the numbers of SCHEDULE. */
const ACTION = { udpReply: 0, tcpWrite: 1, tcpClose: 2 } as const;
/** In the place of a connection's number: the query came by UDP. */
const NO_CONNECTION = 0;
const US_PER_MS = 1000;

interface Connection {
  readonly server: number;
  readonly source: string;
  /** Bytes that are not yet a whole message. */
  pending: Uint8Array;
}

/** One choice of labd's: servers whose turn came at the same moment, each with the message that it would send. */
export type Choice = readonly Uint8Array[];

export class FixtureRelay {
  /** In the order of sending. */
  readonly sent: SentReply[] = [];
  readonly choices: Choice[] = [];
  readonly #fixture: Fixture;
  readonly #addresses: readonly LabAddress[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #send: (type: FrameType, ...payload: readonly Uint8Array[]) => void;
  readonly #fail: (reason: string) => void;
  readonly #connections = new Map<number, Connection>();
  /** Actions that labd was told of and has not performed, by number. */
  readonly #actions = new Map<number, { readonly message: Uint8Array; readonly reply: SentReply | null }>();
  /** Queries so far, by client and server. */
  readonly #queries = new Map<string, number>();
  #lastAction = 0;

  /** `send` sends a frame of this network; `fail` ends the network with a reason. */
  constructor(
    fixture: Fixture,
    addresses: readonly LabAddress[],
    send: (type: FrameType, ...payload: readonly Uint8Array[]) => void,
    fail: (reason: string) => void,
  ) {
    this.#fixture = fixture;
    this.#addresses = addresses;
    // The fixture knows a server by the scenario's spelling of its address.
    this.#names = new Map(fixture.servers.map(({ address }) => [canonicalAddress(address), address]));
    this.#send = send;
    this.#fail = fail;
  }

  /** Handles a frame when it is about the fixture; tells whether it was. */
  receive({ type, payload }: Frame): boolean {
    const reader = new PayloadReader(payload);
    if (type === FRAME.UDP_QUERY) this.#udpQuery(reader);
    else if (type === FRAME.TCP_ACCEPTED) this.#tcpAccepted(reader);
    else if (type === FRAME.TCP_DATA) this.#tcpData(reader);
    else if (type === FRAME.PERFORMED) this.#performed(reader.u32());
    else if (type === FRAME.CHOICE) this.#choice(reader);
    else return false;
    return true;
  }

  #udpQuery(reader: PayloadReader): void {
    const query = reader.u32();
    const index = reader.u16();
    const server = this.#addressOf(index);
    const client = reader.endpoint();
    const key = `${client.address} ${client.port} ${server}`;
    const nth = this.#queries.get(key) ?? 0;
    this.#queries.set(key, nth + 1);
    const parts: Uint8Array[] = [];
    for (const action of this.#answer(server, "udp", client.address, reader.rest())) {
      if (action.kind !== "send") continue;
      const from = canonicalAddress(action.from);
      const fromIndex = this.#senderOf(from);
      if (fromIndex === null) return;
      const payload = Buffer.concat([u16(fromIndex), endpoint(client), action.bytes]);
      const reply = { client, server, query: nth, from };
      this.#actions.set(this.#lastAction + 1, { message: action.bytes, reply });
      parts.push(...this.#scheduled(index, ACTION.udpReply, action.delayMs, payload));
    }
    this.#send(FRAME.SCHEDULE, u32(query), u32(NO_CONNECTION), ...parts);
  }

  /** Index of the address that a reply is sent from; null where it has no UDP port, which ends the network. */
  #senderOf(from: string): number | null {
    const index = this.#addresses.findIndex(({ address }) => address === from);
    const state = this.#addresses[index]?.udp;
    if (state === "open" || state === "silent") return index;
    this.#fail(`no reply can be sent from ${from}: its UDP port is ${state ?? "not part of this network"}`);
    return null;
  }

  #tcpAccepted(reader: PayloadReader): void {
    const id = reader.u32();
    const server = reader.u16();
    this.#connections.set(id, { server, source: reader.endpoint().address, pending: new Uint8Array() });
  }

  #tcpData(reader: PayloadReader): void {
    const query = reader.u32();
    const id = reader.u32();
    const connection = this.#connections.get(id);
    const parts: Uint8Array[] = [];
    if (connection !== undefined) {
      const server = this.#addressOf(connection.server);
      connection.pending = Buffer.concat([connection.pending, reader.rest()]);
      for (let message = takeMessage(connection); message !== null; message = takeMessage(connection)) {
        for (const action of this.#answer(server, "tcp", connection.source, message)) {
          const [kind, payload] =
            action.kind === "close"
              ? [ACTION.tcpClose, u8(action.reset ? 1 : 0)]
              : [ACTION.tcpWrite, action.bytes];
          this.#actions.set(this.#lastAction + 1, { message: payload, reply: null });
          parts.push(...this.#scheduled(connection.server, kind, action.delayMs, payload));
        }
      }
    }
    this.#send(FRAME.SCHEDULE, u32(query), u32(id), ...parts);
  }

  /** The next action, as SCHEDULE tells it. */
  #scheduled(server: number, kind: number, delayMs: number, payload: Uint8Array): readonly Uint8Array[] {
    this.#lastAction++;
    const delayUs = Math.round(Math.max(0, delayMs) * US_PER_MS);
    return [u32(this.#lastAction), u16(server), u8(kind), i64(delayUs), u32(payload.length), payload];
  }

  #performed(action: number): void {
    const reply = this.#actions.get(action)?.reply ?? null;
    this.#actions.delete(action);
    if (reply !== null) this.sent.push(reply);
  }

  #choice(reader: PayloadReader): void {
    const candidates: Uint8Array[] = [];
    while (!reader.done) candidates.push(this.#actions.get(reader.u32())?.message ?? new Uint8Array());
    this.choices.push(candidates);
  }

  #answer(
    server: string,
    transport: "udp" | "tcp",
    source: string,
    query: Uint8Array,
  ): readonly FixtureAction[] {
    const name = this.#names.get(server);
    return name === undefined ? [] : this.#fixture.answer(name, transport, source, query);
  }

  #addressOf(index: number): string {
    const address = this.#addresses[index]?.address;
    if (address === undefined) throw new RangeError(`no address has the index ${index}`);
    return address;
  }
}

/** The next whole message of a TCP stream, without its two-byte length (RFC 1035, section 4.2.2). */
function takeMessage(connection: Connection): Uint8Array | null {
  const { pending } = connection;
  const [high, low] = pending;
  if (high === undefined || low === undefined) return null;
  const end = 2 + high * 256 + low;
  if (pending.length < end) return null;
  connection.pending = pending.subarray(end);
  return pending.subarray(2, end);
}

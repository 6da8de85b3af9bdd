/** Carries queries from labd to the fixture, and the fixture's actions back to labd when their time has come. */

import type { Fixture, FixtureAction } from "../fixture/dns-server.ts";
import type { SentReply } from "../trace/event.ts";
import { canonicalAddress, type LabAddress } from "./addresses.ts";
import { FRAME, type Frame, type FrameType } from "./frames.ts";
import { endpoint, PayloadReader, u8, u16, u32 } from "./payload.ts";

interface Connection {
  readonly id: number;
  readonly server: string;
  readonly source: string;
  /** Bytes that are not yet a whole message. */
  pending: Uint8Array;
  /** The peer has sent its last byte. */
  ended: boolean;
  /** Actions whose time has not come. */
  waiting: number;
}

export class FixtureRelay {
  readonly sent: SentReply[] = [];
  private readonly fixture: Fixture;
  private readonly addresses: readonly LabAddress[];
  private readonly names: ReadonlyMap<string, string>;
  private readonly send: (type: FrameType, ...payload: readonly Uint8Array[]) => void;
  private readonly fail: (reason: string) => void;
  private readonly connections = new Map<number, Connection>();
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Queries so far, by client and server. */
  private readonly queries = new Map<string, number>();

  /** `send` sends a frame of this network; `fail` ends the network with a reason. */
  constructor(
    fixture: Fixture,
    addresses: readonly LabAddress[],
    send: (type: FrameType, ...payload: readonly Uint8Array[]) => void,
    fail: (reason: string) => void,
  ) {
    this.fixture = fixture;
    this.addresses = addresses;
    // The fixture knows a server by the scenario's spelling of its address.
    this.names = new Map(fixture.servers.map(({ address }) => [canonicalAddress(address), address]));
    this.send = send;
    this.fail = fail;
  }

  /** Handles a frame when it is about the fixture; tells whether it was. */
  receive({ type, payload }: Frame): boolean {
    const reader = new PayloadReader(payload);
    if (type === FRAME.UDP_QUERY) this.udpQuery(reader);
    else if (type === FRAME.TCP_ACCEPTED) this.tcpAccepted(reader);
    else if (type === FRAME.TCP_DATA) this.tcpData(reader);
    else return false;
    return true;
  }

  /** Forgets everything that was to be done later. */
  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private udpQuery(reader: PayloadReader): void {
    const server = this.addressOf(reader.u16());
    const client = reader.endpoint();
    const key = `${client.address} ${client.port} ${server}`;
    const query = this.queries.get(key) ?? 0;
    this.queries.set(key, query + 1);
    for (const action of this.answer(server, "udp", client.address, reader.rest())) {
      if (action.kind !== "send") continue;
      this.after(action.delayMs, () => this.udpReply(action, { client, server, query }));
    }
  }

  private udpReply(action: FixtureAction & { readonly kind: "send" }, query: Omit<SentReply, "from">): void {
    const from = canonicalAddress(action.from);
    const index = this.addresses.findIndex(({ address }) => address === from);
    const state = this.addresses[index]?.udp;
    if (state !== "open" && state !== "silent") {
      this.fail(`no reply can be sent from ${from}: its UDP port is ${state ?? "not part of this network"}`);
      return;
    }
    this.sent.push({ ...query, from });
    this.send(FRAME.UDP_REPLY, u16(index), endpoint(query.client), action.bytes);
  }

  private tcpAccepted(reader: PayloadReader): void {
    const id = reader.u32();
    const server = this.addressOf(reader.u16());
    const source = reader.endpoint().address;
    this.connections.set(id, { id, server, source, pending: new Uint8Array(), ended: false, waiting: 0 });
  }

  private tcpData(reader: PayloadReader): void {
    const connection = this.connections.get(reader.u32());
    if (connection === undefined) return;
    const bytes = reader.rest();
    if (bytes.length === 0) {
      connection.ended = true;
      this.closeWhenDone(connection);
      return;
    }
    connection.pending = Buffer.concat([connection.pending, bytes]);
    for (let query = takeMessage(connection); query !== null; query = takeMessage(connection)) {
      for (const action of this.answer(connection.server, "tcp", connection.source, query)) {
        connection.waiting++;
        this.after(action.delayMs, () => this.tcpAction(connection, action));
      }
    }
  }

  private tcpAction(connection: Connection, action: FixtureAction): void {
    connection.waiting--;
    if (!this.connections.has(connection.id)) return;
    if (action.kind === "close") this.close(connection, action.reset);
    else this.send(FRAME.TCP_WRITE, u32(connection.id), action.bytes);
    this.closeWhenDone(connection);
  }

  private closeWhenDone(connection: Connection): void {
    if (connection.ended && connection.waiting === 0) this.close(connection, false);
  }

  private close(connection: Connection, reset: boolean): void {
    if (!this.connections.delete(connection.id)) return;
    this.send(FRAME.TCP_CLOSE, u32(connection.id), u8(reset ? 1 : 0));
  }

  private answer(
    server: string,
    transport: "udp" | "tcp",
    source: string,
    query: Uint8Array,
  ): readonly FixtureAction[] {
    const name = this.names.get(server);
    return name === undefined ? [] : this.fixture.answer(name, transport, source, query);
  }

  private addressOf(index: number): string {
    const address = this.addresses[index]?.address;
    if (address === undefined) throw new RangeError(`no address has the index ${index}`);
    return address;
  }

  /** At once, in order, where there is no delay. */
  private after(delayMs: number, run: () => void): void {
    if (delayMs <= 0) {
      run();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, delayMs);
    this.timers.add(timer);
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

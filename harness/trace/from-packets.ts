/** The DNS messages of a cell, from the packets that its tap saw. */

import { type IcmpUnreachable, type IpPacket, parseIpPacket, type TcpSegment } from "../wire/ip.ts";
import { type ReplySummary, summarizeQuery, summarizeReply } from "../wire/summary.ts";
import type { SentReply, TapPacket, TraceEvent } from "./event.ts";
import { type StreamMessage, TcpStream } from "./tcp-streams.ts";

const DNS_PORT = 53;

/** A query and what came of it. */
interface Exchange {
  readonly timeUs: number;
  readonly id: number | null;
  readonly query: Omit<TraceEvent, "atMs" | "reply" | "icmp">;
  readonly replies: { readonly timeUs: number; readonly summary: ReplySummary }[];
  icmp: TraceEvent["icmp"];
}

/** The exchanges of one client endpoint with one server, or of one TCP connection, in order. */
type Conversation = Exchange[];

/** How much later than the lookup that it ended a packet may be stamped: the tap is another process. */
const LATE_STAMP_US = 20_000;

/**
 * The packets until the lookup's end (null: all of them). Later ones reach nobody: whether a slow server's reply comes before
 * the network is gone depends on the moment.
 */
export function untilEnd(packets: readonly TapPacket[], endUs: number | null): readonly TapPacket[] {
  return endUs === null ? packets : packets.filter(({ timeUs }) => timeUs <= endUs + LATE_STAMP_US);
}

/**
 * Queries in order, each with its reply and the ICMP message that it provoked. Times are relative to `startUs`,
 * of the clock of the packets. `sent` tells which query a UDP reply answers, where the same query was sent twice;
 * without it a reply belongs to the first query with its id that has none.
 */
export function traceOf(
  packets: readonly TapPacket[],
  startUs: number,
  sent: readonly SentReply[] = [],
): readonly TraceEvent[] {
  const tracer = new Tracer(sent);
  for (const { timeUs, bytes } of [...packets].sort((left, right) => left.timeUs - right.timeUs)) {
    const packet = parseIpPacket(bytes);
    if (packet !== null) tracer.see(timeUs, packet);
  }
  return tracer.finish().map((exchange) => eventOf(exchange, startUs));
}

class Tracer {
  readonly #exchanges: Exchange[] = [];
  readonly #conversations = new Map<string, Conversation>();
  readonly #connections = new Map<string, { readonly client: TcpStream; readonly server: TcpStream }>();
  readonly #sent: SentReply[];

  constructor(sent: readonly SentReply[]) {
    this.#sent = [...sent];
  }

  see(timeUs: number, packet: IpPacket): void {
    const { content } = packet;
    if (content.kind === "unreachable") this.#unreachable(content);
    else if (content.kind === "tcp") this.#segment(timeUs, packet, content);
    else if (content.kind === "udp" && content.destinationPort === DNS_PORT) {
      this.#query(timeUs, "udp", flowOf(packet, content, "client"), packet.destination, content.payload);
    } else if (content.kind === "udp" && content.sourcePort === DNS_PORT) {
      this.#datagramReply(timeUs, packet, content.destinationPort, summarizeReply(content.payload));
    }
  }

  finish(): readonly Exchange[] {
    for (const [flow, { client }] of this.#connections) this.#cutQuery(flow, client.remainder());
    return this.#exchanges.sort((left, right) => left.timeUs - right.timeUs);
  }

  #query(timeUs: number, transport: "udp" | "tcp", flow: string, server: string, bytes: Uint8Array): void {
    const { id, name, type, edns, ednsSize, ad } = summarizeQuery(bytes);
    const query = {
      server: formatServer(server),
      transport,
      name,
      type,
      edns,
      ...(ednsSize === null ? {} : { ednsSize }),
      ...(ad ? { ad } : {}),
      clientPort: Number(flow.split(" ")[1]),
    };
    const exchange: Exchange = { timeUs, id, query, replies: [], icmp: null };
    this.#exchanges.push(exchange);
    const key = `${transport} ${flow}`;
    const conversation = this.#conversations.get(key);
    if (conversation === undefined) this.#conversations.set(key, [exchange]);
    else conversation.push(exchange);
  }

  #datagramReply(timeUs: number, packet: IpPacket, clientPort: number, summary: ReplySummary): void {
    const at = this.#sent.findIndex(
      ({ client, from }) =>
        client.port === clientPort && client.address === packet.destination && from === packet.source,
    );
    const [entry] = at < 0 ? [] : this.#sent.splice(at, 1);
    const server = entry?.server ?? packet.source;
    const conversation = this.#conversations.get(`udp ${flowText(packet.destination, clientPort, server)}`);
    const exchange = entry === undefined ? unanswered(conversation, summary) : conversation?.[entry.query];
    exchange?.replies.push({ timeUs, summary });
  }

  #segment(timeUs: number, packet: IpPacket, segment: TcpSegment): void {
    const fromClient = segment.destinationPort === DNS_PORT;
    if (!fromClient && segment.sourcePort !== DNS_PORT) return;
    const flow = flowOf(packet, segment, fromClient ? "client" : "server");
    if (fromClient && segment.syn) {
      this.#cutQuery(flow, this.#connections.get(flow)?.client.remainder() ?? null);
      this.#connections.set(flow, { client: new TcpStream(), server: new TcpStream() });
      this.#conversations.delete(`tcp ${flow}`);
    }
    const connection = this.#connections.get(flow);
    if (connection === undefined) return;
    if (fromClient) {
      for (const message of connection.client.push(timeUs, segment)) {
        this.#query(message.timeUs, "tcp", flow, packet.destination, message.bytes);
      }
      return;
    }
    for (const message of connection.server.push(timeUs, segment)) {
      const summary = summarizeReply(message.bytes);
      unanswered(this.#conversations.get(`tcp ${flow}`), summary)?.replies.push({ timeUs, summary });
    }
  }

  /** A query that a connection ended in: shown too, as what could be read of it. */
  #cutQuery(flow: string, cut: StreamMessage | null): void {
    const server = flow.split(" ")[2];
    if (cut !== null && server !== undefined) this.#query(cut.timeUs, "tcp", flow, server, cut.bytes);
  }

  #unreachable({ what, quoted }: IcmpUnreachable): void {
    const { content } = quoted;
    if (content.kind !== "udp" || content.destinationPort !== DNS_PORT) return;
    const { id } = summarizeQuery(content.payload);
    const exchange = this.#conversations
      .get(`udp ${flowOf(quoted, content, "client")}`)
      ?.find((candidate) => candidate.icmp === null && (id === null || candidate.id === id));
    if (exchange !== undefined) exchange.icmp = what;
  }
}

/** The exchange that a reply belongs to, by its id if one has that id and no reply yet. */
function unanswered(conversation: Conversation | undefined, { id }: ReplySummary): Exchange | undefined {
  const open = conversation?.filter(({ replies }) => replies.length === 0) ?? [];
  const sameId = (exchange: Exchange): boolean => exchange.id === id;
  return open.find(sameId) ?? conversation?.find(sameId) ?? open[0];
}

function eventOf({ timeUs, id, query, replies, icmp }: Exchange, startUs: number): TraceEvent {
  // Where a server sent several, the one that a resolver can have taken.
  const reply = replies.find(({ summary }) => summary.marked && summary.id === id) ?? replies[0] ?? null;
  return {
    atMs: (timeUs - startUs) / 1000,
    ...query,
    reply:
      reply === null
        ? null
        : {
            atMs: (reply.timeUs - startUs) / 1000,
            rcode: reply.summary.rcode,
            answers: reply.summary.answers,
            truncated: reply.summary.truncated,
            ...(reply.summary.ad ? { ad: true } : {}),
          },
    icmp,
  };
}

/** "client port server" of a packet that was sent by one of them. */
function flowOf(
  packet: IpPacket,
  ports: { readonly sourcePort: number; readonly destinationPort: number },
  sender: "client" | "server",
): string {
  return sender === "client"
    ? flowText(packet.source, ports.sourcePort, packet.destination)
    : flowText(packet.destination, ports.destinationPort, packet.source);
}

function flowText(client: string, clientPort: number, server: string): string {
  return `${client} ${clientPort} ${server}`;
}

function formatServer(address: string): string {
  return address.includes(":") ? `[${address}]:${DNS_PORT}` : `${address}:${DNS_PORT}`;
}

/** Writes down what passes on the simulated network, as a tap on a lab's loopback would tell it. */

import type { TraceEvent } from "../trace/event.ts";
import { type QuerySummary, type ReplySummary, summarizeQuery, summarizeReply } from "../wire/summary.ts";
import type { Endpoint } from "./world.ts";

export const DNS_PORT = 53;

/** One query on the wire; its replies and errors are told to it. */
export interface RecordedQuery {
  replied(atMs: number, message: Uint8Array): void;
  unreachable(): void;
}

interface Exchange {
  readonly atMs: number;
  readonly server: string;
  readonly transport: TraceEvent["transport"];
  readonly query: QuerySummary;
  readonly clientPort: number;
  readonly replies: { readonly atMs: number; readonly summary: ReplySummary }[];
  refused: boolean;
}

const UNRECORDED: RecordedQuery = { replied: () => {}, unreachable: () => {} };

export class TraceRecorder {
  #exchanges: Exchange[] = [];

  /** A query was sent. Only those to port 53 are recorded. */
  query(
    atMs: number,
    remote: Endpoint,
    transport: TraceEvent["transport"],
    message: Uint8Array,
    clientPort: number,
  ): RecordedQuery {
    if (remote.port !== DNS_PORT) return UNRECORDED;
    const server = formatEndpoint(remote);
    const exchange: Exchange = {
      atMs,
      server,
      transport,
      query: summarizeQuery(message),
      clientPort,
      replies: [],
      refused: false,
    };
    this.#exchanges.push(exchange);
    return {
      replied: (replyAtMs, reply) =>
        exchange.replies.push({ atMs: replyAtMs, summary: summarizeReply(reply) }),
      unreachable: () => {
        exchange.refused = true;
      },
    };
  }

  /** Everything recorded so far, in order, with times since `startMs`; starts over. */
  take(startMs: number): readonly TraceEvent[] {
    const taken = this.#exchanges.toSorted((left, right) => left.atMs - right.atMs);
    this.#exchanges = [];
    return taken.map((exchange) => eventOf(exchange, startMs));
  }
}

function eventOf(
  { atMs, server, transport, query, clientPort, replies, refused }: Exchange,
  startMs: number,
): TraceEvent {
  const { id, name, type, edns, ednsSize, ad } = query;
  // Where a server sent several, the one that a resolver can have taken.
  const reply = replies.find(({ summary }) => summary.marked && summary.id === id) ?? replies[0] ?? null;
  return {
    atMs: since(startMs, atMs),
    server,
    transport,
    name,
    type,
    edns,
    ...(ednsSize === null ? {} : { ednsSize }),
    ...(ad ? { ad } : {}),
    clientPort,
    reply:
      reply === null
        ? null
        : {
            atMs: since(startMs, reply.atMs),
            rcode: reply.summary.rcode,
            answers: reply.summary.answers,
            truncated: reply.summary.truncated,
            ...(reply.summary.ad ? { ad: true } : {}),
          },
    icmp: refused ? "port-unreachable" : null,
  };
}

/** Whole microseconds, so that sums of binary fractions do not show. */
function since(startMs: number, atMs: number): number {
  return Math.round((atMs - startMs) * 1000) / 1000;
}

function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** One question to one server and back (src/net/dnsclient_unix.go: newRequest, exchange, dns{Packet,Stream}RoundTrip). */
import { DeadlineError, SocketError, type TcpSocket, type UdpSocket, type World } from "../../world/world.ts";
import { lowerAscii } from "../text.ts";
import { DNS_PORT, type ResolvConf, type Server } from "./dnsconfig.ts";
import { PackError, ParseError, Parser, packQuery, type Question } from "./dnsmessage.ts";
import { CANCELED, type GoError, type OpError, plainError, TIMEOUT } from "./errors.ts";
import { joinHostPort } from "./literals.ts";
import type { Settings } from "./settings.ts";

const CLASS_IN = 1;

/** What Go's context.Context tells a lookup: when it must end, and whether nobody waits for it any more. */
export interface Context {
  /** A point in time of the World's clock, or null. */
  readonly deadlineMs: number | null;
  isCancelled(): boolean;
}

/** A context that never ends. */
export const BACKGROUND: Context = { deadlineMs: null, isCancelled: () => false };

/** Carries an error of Go's through awaits: what Go returns is thrown here and caught by whoever reports it. */
export class Failed extends Error {
  override readonly name = "Failed";
  readonly error: GoError;

  constructor(error: GoError) {
    super(error.type);
    this.error = error;
  }
}

/** A question of a lookup. */
export interface Asked {
  /** Absolute; a byte string. */
  readonly name: string;
  readonly type: number;
}

/** Everything that an exchange depends on besides question and server. */
export interface Client {
  readonly world: World;
  readonly settings: Settings;
  readonly conf: ResolvConf;
  readonly context: Context;
}

/** Sends the question, over TCP again where the UDP reply was truncated. Throws Failed. */
export async function exchange(client: Client, server: Server, asked: Asked): Promise<Parser> {
  const { world, settings, conf } = client;
  const id = world.random(0x10000);
  const query = pack(id, asked, conf.trustAd, settings.sendsOpt);
  for (const transport of conf.useTcp ? (["tcp"] as const) : (["udp", "tcp"] as const)) {
    const trip = { client, server, query, id, asked, deadlineMs: deadlineOf(client) };
    const reply = transport === "udp" ? await overUdp(trip) : await overTcp(trip);
    if (!reply.endsQuestions()) throw new Failed(plainError("invalid DNS response"));
    const retry = reply.header.truncated && (transport === "udp" || !settings.features.takesTruncatedTcp);
    if (!retry) return reply;
  }
  throw new Failed(plainError("no answer from DNS server"));
}

function pack(id: number, { name, type }: Asked, authenticData: boolean, opt: boolean): Uint8Array {
  try {
    return packQuery({ id, name, type, authenticData, opt });
  } catch (error) {
    if (error instanceof PackError) throw new Failed(plainError("cannot marshal DNS message"));
    throw error;
  }
}

/** Each transport has the whole timeout for itself, but the context's deadline ends both. */
function deadlineOf({ world, conf, context }: Client): number {
  const deadlineMs = world.clock.nowMs() + conf.timeoutMs;
  return Math.min(deadlineMs, context.deadlineMs ?? deadlineMs);
}

interface Trip {
  readonly client: Client;
  readonly server: Server;
  readonly query: Uint8Array;
  readonly id: number;
  readonly asked: Asked;
  readonly deadlineMs: number;
}

async function overUdp(trip: Trip): Promise<Parser> {
  const { world } = trip.client;
  const socket = await dial(trip, "udp", () => world.network.udp(endpoint(trip.server)));
  try {
    await transfer(trip, "udp", "write", socket, () => socket.send(trip.query));
    for (;;) {
      const datagram = await transfer(trip, "udp", "read", socket, () => socket.receive(trip.deadlineMs));
      const reply = acceptedReply(trip, datagram);
      if (reply !== null) return reply;
    }
  } finally {
    socket.close();
  }
}

/** The reply in a datagram; null for what may be a forgery: Go keeps waiting (golang/go#13281). */
function acceptedReply(trip: Trip, datagram: Uint8Array): Parser | null {
  const { features } = trip.client.settings;
  try {
    // What the buffer does not hold is gone without a trace.
    const reply = new Parser(datagram.subarray(0, features.largeUdpBuffer ? 1232 : 512), features);
    const question = reply.question();
    return question !== null && answers(trip, reply, question) ? reply : null;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

async function overTcp(trip: Trip): Promise<Parser> {
  const { world, settings } = trip.client;
  const socket = await dial(trip, "tcp", () => world.network.tcp(endpoint(trip.server), trip.deadlineMs));
  try {
    const { length } = trip.query;
    const framed = Uint8Array.from([length >> 8, length & 0xff, ...trip.query]);
    await transfer(trip, "tcp", "write", socket, () => socket.write(framed, trip.deadlineMs));
    const stream = new StreamReader(() =>
      transfer(trip, "tcp", "read", socket, () => socket.read(trip.deadlineMs)),
    );
    const [high = 0, low = 0] = await stream.read(2);
    return streamReply(trip, await stream.read(high * 256 + low), settings);
  } finally {
    socket.close();
  }
}

function streamReply(trip: Trip, message: Uint8Array, { features }: Settings): Parser {
  try {
    const reply = new Parser(message, features);
    const question = reply.question();
    if (question === null) throw new ParseError("no question");
    if (!answers(trip, reply, question)) throw new Failed(plainError("invalid DNS response"));
    return reply;
  } catch (error) {
    if (error instanceof ParseError) throw new Failed(plainError("cannot unmarshal DNS message"));
    throw error;
  }
}

/** checkResponse. */
function answers({ id, asked }: Trip, reply: Parser, question: Question): boolean {
  return (
    reply.header.response &&
    reply.header.id === id &&
    question.type === asked.type &&
    question.class === CLASS_IN &&
    lowerAscii(question.name) === lowerAscii(asked.name)
  );
}

/** io.ReadFull on a stream of chunks. */
class StreamReader {
  readonly #next: () => Promise<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(next: () => Promise<Uint8Array>) {
    this.#next = next;
  }

  async read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        this.#rest = await this.#next();
        if (this.#rest.length === 0) throw new Failed(plainError(filled === 0 ? "EOF" : "unexpected EOF"));
      }
      const taken = this.#rest.subarray(0, length - filled);
      bytes.set(taken, filled);
      filled += taken.length;
      this.#rest = this.#rest.subarray(taken.length);
    }
    return bytes;
  }
}

/** Dialer.DialContext: opens a socket unless the context has ended before. */
async function dial<Socket>(trip: Trip, net: string, open: () => Promise<Socket>): Promise<Socket> {
  const { world, context } = trip.client;
  const failed = (cause: GoError) => new Failed(opError("dial", net, null, remote(trip.server), cause));
  if (context.isCancelled()) throw failed(CANCELED);
  if (context.deadlineMs !== null && world.clock.nowMs() >= context.deadlineMs) throw failed(TIMEOUT);
  try {
    return await open();
  } catch (error) {
    throw failed(causeOf(error));
  }
}

/** Runs one operation of a connected socket. */
async function transfer<Result>(
  trip: Trip,
  net: string,
  op: "read" | "write",
  socket: Pick<UdpSocket | TcpSocket, "local">,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const { address, port } = socket.local;
    throw new Failed(opError(op, net, joinHostPort(address, port), remote(trip.server), causeOf(error)));
  }
}

function endpoint({ socketAddress }: Server): { readonly address: string; readonly port: number } {
  return { address: socketAddress, port: DNS_PORT };
}

function remote({ address }: Server): string {
  return joinHostPort(address, DNS_PORT);
}

function opError(
  op: OpError["op"],
  net: string,
  source: string | null,
  address: string,
  cause: GoError,
): OpError {
  return { type: "op", op, net, source, address, cause };
}

/** The error of a socket as Go words it. Anything else is a fault of ours and is thrown on. */
function causeOf(error: unknown): GoError {
  if (error instanceof DeadlineError) return TIMEOUT;
  if (error instanceof SocketError) return { type: "syscall", syscall: error.syscall, errno: error.errno };
  throw error;
}

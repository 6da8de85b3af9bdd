/** One server over TCP: send_vc of resolv/res_send.c. Nothing here has a timeout of its own. */
import { SocketError, type TcpSocket } from "../../world/world.ts";
import { type Attempt, closeAll, type Exchange, NO_MESSAGE, type ServerPlace } from "./exchange.ts";
import { idOf, rcodeOf } from "./replies.ts";
import { HEADER_BYTES } from "./res-mkquery.ts";
import { refusal } from "./state.ts";

const DNS_PORT = 53;
/** A read without a timeout. */
const FOREVER = Number.POSITIVE_INFINITY;

/** Both queries on one connection; a connection that is reset is opened once more. */
export async function sendStream(exchange: Exchange, server: ServerPlace): Promise<Attempt> {
  const { world, thread } = exchange.state;
  closeAll(exchange);
  for (let resets = 0; ; resets += 1) {
    const refused = refusal(world, "socket");
    if (refused !== null) {
      exchange.tcpErrno = refused;
      thread.errno = refused;
      return "fail";
    }
    thread.errno = null;
    let connection: TcpSocket | null = null;
    try {
      connection = await connect(exchange, server);
      return await converse(exchange, connection);
    } catch (error) {
      if (!(error instanceof StreamEnd || error instanceof SocketError)) throw error;
      const errno = error.errno;
      thread.errno = errno;
      exchange.tcpErrno = errno;
      if (error instanceof SocketError && error.syscall === "socket") return "fail";
      const isReset = error instanceof SocketError && error.syscall === "read" && errno === "ECONNRESET";
      if (!isReset || resets > 0) return "next";
    } finally {
      connection?.close();
    }
  }
}

/** The stream ended, which leaves no errno, or what came is no message. */
class StreamEnd extends Error {
  readonly errno: string | null;
  constructor(errno: string | null) {
    super("the stream ended");
    this.errno = errno;
  }
}

async function connect({ state: { world } }: Exchange, { address }: ServerPlace): Promise<TcpSocket> {
  const refused = refusal(world, "connect");
  if (refused !== null) throw new SocketError(refused, "connect");
  return world.network.tcp({ address, port: DNS_PORT }, FOREVER);
}

/** Sends all, then reads replies until every query has one. Only ids are looked at. */
async function converse(exchange: Exchange, connection: TcpSocket): Promise<Attempt> {
  const { query, query2, buffers } = exchange;
  const queries = query2 === null ? [query] : [query, query2];
  await connection.write(framed(queries.map(({ bytes }) => bytes)), FOREVER);
  const reader = new StreamReader(connection);
  let first: Uint8Array = NO_MESSAGE;
  let second: Uint8Array = NO_MESSAGE;
  const answered: [boolean, boolean] = [false, query2 === null];
  while (!(answered[0] && answered[1])) {
    const isFirst = !(answered[0] || answered[1]) || query2 === null;
    const message = await reader.message((length) => {
      if (length < HEADER_BYTES) throw new StreamEnd("EMSGSIZE");
    });
    if (isFirst) {
      first = store(message, buffers);
    } else second = message;
    const id = idOf(message);
    const is1 = !answered[0] && id === query.id;
    const is2 = query2 !== null && !answered[1] && id === query2.id;
    if (is1) answered[0] = true;
    else if (is2) answered[1] = true;
  }
  return { first, firstLength: first.length, second, secondLength: second.length };
}

/** The first reply, as much of it as its buffer takes. */
function store(message: Uint8Array, buffers: Exchange["buffers"]): Uint8Array {
  if (message.length > buffers.size && buffers.mayGrow) buffers.grown = true;
  if (buffers.grown) return message;
  buffers.originalRcode = rcodeOf(message);
  return message.subarray(0, buffers.size);
}

function framed(messages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(messages.flatMap((bytes) => [bytes.length >> 8, bytes.length & 0xff, ...bytes]));
}

/** Messages of a stream, each with its length before it. */
class StreamReader {
  readonly #connection: TcpSocket;
  #rest: Uint8Array = NO_MESSAGE;

  constructor(connection: TcpSocket) {
    this.#connection = connection;
  }

  /** The next message; `check` sees its length before it is read. */
  async message(check: (length: number) => void): Promise<Uint8Array> {
    const [high = 0, low = 0] = await this.#read(2);
    const length = high * 256 + low;
    check(length);
    return this.#read(length);
  }

  async #read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        this.#rest = await this.#connection.read(FOREVER);
        if (this.#rest.length === 0) throw new StreamEnd(null);
      }
      const taken = this.#rest.subarray(0, length - filled);
      bytes.set(taken, filled);
      filled += taken.length;
      this.#rest = this.#rest.subarray(taken.length);
    }
    return bytes;
  }
}

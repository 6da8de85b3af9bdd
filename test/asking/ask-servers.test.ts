/** Questions to real sockets: what a reply is, and what is none. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { askServers } from "../../harness/asking/ask-servers.ts";
import type { Asked } from "../../harness/capture/heard.ts";
import { encodeQuery } from "../../harness/wire/query.ts";

const LIMIT_MS = 300;
const query = encodeQuery({ id: 7, name: "h.test.", type: 1 });
const asked = { server: "127.0.0.1", name: "h.test.", type: "A", edns: false, query } as const;
const never = new AbortController().signal;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The query made a reply; `change` may spoil it. */
function replyTo(message: Uint8Array, change: (reply: Uint8Array) => void = () => {}): Uint8Array {
  const reply = Uint8Array.from(message);
  reply[2] = (reply[2] ?? 0) | 0x80;
  change(reply);
  return reply;
}

async function udp(answer: (message: Uint8Array, count: number) => readonly Uint8Array[]): Promise<number> {
  const socket = createSocket("udp4");
  let count = 0;
  socket.on("message", (message, { port, address }) => {
    count += 1;
    for (const reply of answer(message, count)) socket.send(reply, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  closing.push(() => socket.close());
  return socket.address().port;
}

async function tcp(answer: (message: Uint8Array, socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    closing.push(() => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => answer(bytes.subarray(2), socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const port = await udp(() => []);
  closing.pop()?.();
  return port;
}

const put = (transport: Asked["transport"], port: number, signal = never) =>
  askServers({ port, limitMs: LIMIT_MS })({ ...asked, transport }, signal);
const prefixed = (bytes: Uint8Array) => Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes);

describe("over UDP", () => {
  test("a reply, and how long it took", async () => {
    const port = await udp((message) => [replyTo(message)]);
    const answered = await put("udp", port);
    expect(answered).toMatchObject({ kind: "reply" });
    if (answered.kind === "reply") {
      expect(answered.bytes.subarray(2)).toEqual(replyTo(query).subarray(2));
      expect(answered.afterMs).toBeGreaterThan(0);
    }
  });

  test("another id, a query and scraps are no replies", async () => {
    const port = await udp((message) => [
      replyTo(message, (reply) => reply.set([(reply[0] ?? 0) ^ 0xff])),
      message,
      Uint8Array.of(1, 2, 3),
    ]);
    expect(await put("udp", port)).toEqual({ kind: "silence" });
  });

  test("one lost packet is no silence", async () => {
    const port = await udp((message, count) => (count === 1 ? [] : [replyTo(message)]));
    expect(await put("udp", port)).toMatchObject({ kind: "reply" });
  });

  test("a port that nobody listens at is closed", async () => {
    expect(await put("udp", await freePort())).toEqual({ kind: "closed" });
  });
});

describe("over TCP", () => {
  test("a reply in pieces", async () => {
    const port = await tcp((message, socket) => {
      const bytes = prefixed(replyTo(message));
      socket.write(bytes.subarray(0, 1));
      setTimeout(() => socket.write(bytes.subarray(1)), 20);
    });
    expect(await put("tcp", port)).toMatchObject({ kind: "reply" });
  });

  test("a connection that ends without a reply, or with another one's, is closed", async () => {
    expect(await put("tcp", await tcp((_, socket) => socket.end()))).toEqual({ kind: "closed" });
    const wrong = await tcp((message, socket) =>
      socket.write(prefixed(replyTo(message, (reply) => reply.set([(reply[0] ?? 0) ^ 0xff])))),
    );
    expect(await put("tcp", wrong)).toEqual({ kind: "closed" });
  });

  test("a server that says nothing, or drips, is silent", async () => {
    expect(await put("tcp", await tcp(() => {}))).toEqual({ kind: "silence" });
    const dripping = await tcp((_, socket) => {
      const timer = setInterval(() => socket.write(Uint8Array.of(255)), 20);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await put("tcp", dripping)).toEqual({ kind: "silence" });
  });

  test("a refused connection is closed", async () => {
    expect(await put("tcp", await freePort())).toEqual({ kind: "closed" });
  });
});

test.each(["udp", "tcp"] as const)("an abort ends a question over %s", async (transport) => {
  const port = transport === "udp" ? await udp(() => []) : await tcp(() => {});
  const abort = new AbortController();
  const answered = put(transport, port, abort.signal);
  abort.abort(new Error("enough"));
  await expect(answered).rejects.toThrow("enough");
});

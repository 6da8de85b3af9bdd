import { describe, expect, it } from "vitest";
import type { DnsServer } from "../../harness/fixture/dns-server.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import type { TraceEvent } from "../../harness/trace/event.ts";
import { decodeMessage } from "../../harness/wire/message.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import { formatRdata } from "../../harness/wire/records.ts";
import { createSimulatedWorld, type SimulatedMachine } from "../../harness/world/simulated.ts";
import { DeadlineError, SocketError, type World } from "../../harness/world/world.ts";

const ADDRESS = "10.0.0.53";
const ZONE = "www.test. A 192.0.2.1";
const SERVER = { address: ADDRESS, port: 53 };

const server = (fields: Partial<DnsServer> = {}): DnsServer => ({
  address: ADDRESS,
  udp: "open",
  tcp: "open",
  delayMs: 0,
  zone: ZONE,
  missing: "NXDOMAIN",
  rules: [],
  ...fields,
});
const machine = (servers: readonly DnsServer[], fields: Partial<SimulatedMachine> = {}) =>
  createSimulatedWorld({
    files: {},
    env: {},
    hostname: "lab",
    fixture: createFixture(servers),
    seed: 1,
    ...fields,
  });
const query = (name = "www.test.", id = 1, ednsSize: number | null = null) =>
  encodeQuery({ id, name, type: 1, ednsSize });
const framed = (message: Uint8Array) => Uint8Array.of(message.length >> 8, message.length & 0xff, ...message);

/** What a call came to, and when. */
async function outcome(world: World, call: Promise<unknown>): Promise<string> {
  try {
    const value = await call;
    return `${value instanceof Uint8Array ? `${value.length} bytes` : "ok"} at ${world.clock.nowMs()}`;
  } catch (error) {
    if (error instanceof SocketError) return `${error.syscall} ${error.errno} at ${world.clock.nowMs()}`;
    if (error instanceof DeadlineError) return `deadline at ${world.clock.nowMs()}`;
    throw error;
  }
}

const show = ({ atMs, server, transport, name, type, edns, reply, icmp }: TraceEvent) =>
  [
    `${atMs} ${server} ${transport} ${name} ${type}${edns ? " edns" : ""}`,
    reply === null ? "-" : `${reply.atMs} ${reply.rcode} ${reply.answers}${reply.truncated ? " tc" : ""}`,
    icmp ?? "",
  ].join(" | ");

describe("UDP", () => {
  /** One query, one wait of a second. */
  async function exchange(servers: readonly DnsServer[], remote = SERVER) {
    const { result, elapsedMs, trace } = await machine(servers).run(async (world) => {
      const socket = await world.network.udp(remote);
      await socket.send(query());
      const received = await outcome(world, socket.receive(1000));
      socket.close();
      return received;
    });
    return { result, elapsedMs, trace: trace.map(show) };
  }

  it("open: the fixture's reply comes after a small latency", async () => {
    expect(await exchange([server()])).toEqual({
      result: "42 bytes at 0.4",
      elapsedMs: 0.4,
      trace: ["0 10.0.0.53:53 udp www.test. A | 0.2 NOERROR 1 | "],
    });
  });

  it("open with a delay", async () => {
    expect((await exchange([server({ delayMs: 700 })])).result).toBe("42 bytes at 700.4");
  });

  it("closed: ICMP at once, which the next receive tells", async () => {
    expect(await exchange([server({ udp: "closed" })])).toEqual({
      result: "read ECONNREFUSED at 0",
      elapsedMs: 0,
      trace: ["0 10.0.0.53:53 udp www.test. A | - | port-unreachable"],
    });
  });

  it("silent: nothing until the deadline", async () => {
    expect(await exchange([server({ udp: "silent" })])).toEqual({
      result: "deadline at 1000",
      elapsedMs: 1000,
      trace: ["0 10.0.0.53:53 udp www.test. A | - | "],
    });
  });

  it("a closed port is told once: to send or to receive, whichever comes first", async () => {
    const { result } = await machine([server({ udp: "closed" })]).run(async (world) => {
      const socket = await world.network.udp(SERVER);
      const calls = [() => socket.send(query()), () => socket.send(query()), () => socket.receive(10)];
      const seen: string[] = [];
      for (const call of calls) seen.push(await outcome(world, call()));
      return seen;
    });
    expect(result).toEqual(["ok at 0", "write ECONNREFUSED at 0", "deadline at 10"]);
  });

  it("who waits already is told at once", async () => {
    const { result } = await machine([server({ udp: "closed" })]).run(async (world) => {
      const socket = await world.network.udp(SERVER);
      const waiting = outcome(world, socket.receive(1000));
      await world.clock.sleep(5);
      await socket.send(query());
      return waiting;
    });
    expect(result).toBe("read ECONNREFUSED at 5");
  });

  it.each([
    ["127.0.0.1", "read ECONNREFUSED at 0", "127.0.0.1:53"],
    ["127.0.0.9", "read ECONNREFUSED at 0", "127.0.0.9:53"],
    ["0.0.0.0", "read ECONNREFUSED at 0", "127.0.0.1:53"],
    ["::1", "read ECONNREFUSED at 0", "[::1]:53"],
  ])("loopback is always there, and closed where nobody serves: %s", async (address, result, asked) => {
    const seen = await exchange([server()], { address, port: 53 });
    expect(seen.result).toBe(result);
    expect(seen.trace).toEqual([`0 ${asked} udp www.test. A | - | port-unreachable`]);
  });

  it.each([
    ["10.0.0.99", "connect ENETUNREACH"],
    ["2001:db8::1", "connect ENETUNREACH"],
    ["fe80::1", "connect EINVAL"],
  ])("%s: %s", async (address, expected) => {
    const { result, trace } = await machine([server()]).run((world) =>
      outcome(world, world.network.udp({ address, port: 53 })),
    );
    expect(result).toBe(`${expected} at 0`);
    expect(trace).toEqual([]);
  });

  it("a server that is unreachable has no address", async () => {
    const unreachable = server({ udp: "unreachable", tcp: "unreachable" });
    const { result } = await machine([unreachable]).run((world) => outcome(world, world.network.udp(SERVER)));
    expect(result).toBe("connect ENETUNREACH at 0");
  });

  it("other ports than 53 are closed, and not in the trace", async () => {
    const seen = await exchange([server()], { address: ADDRESS, port: 80 });
    expect([seen.result, seen.trace]).toEqual(["read ECONNREFUSED at 0", []]);
  });

  it("a connected socket does not get what comes from elsewhere, but the trace shows it", async () => {
    const rules = [{ when: {}, reply: { from: "10.0.0.99" } }];
    expect(await exchange([server({ rules })])).toMatchObject({
      result: "deadline at 1000",
      trace: ["0 10.0.0.53:53 udp www.test. A | 0.2 NOERROR 1 | "],
    });
  });

  it("the trace shows the reply that could be taken, of several", async () => {
    const before = [
      { id: "wrong" as const, rcode: "REFUSED" },
      { qr: false, rcode: "NOTIMP" },
    ];
    const rules = [{ when: {}, reply: { before, delayMs: 3 } }];
    const { trace } = await machine([server({ rules })]).run(async (world) => {
      const socket = await world.network.udp(SERVER);
      await socket.send(query());
      for (let count = 0; count < 3; count += 1) await socket.receive(1000);
    });
    expect(trace.map(show)).toEqual(["0 10.0.0.53:53 udp www.test. A | 3.2 NOERROR 1 | "]);
  });

  it("replies to a socket that was closed stay in the trace, unless the run ended before", async () => {
    const run = async (delayMs: number) =>
      machine([server({ delayMs })]).run(async (world) => {
        const socket = await world.network.udp(SERVER);
        await socket.send(query());
        socket.close();
        expect(await outcome(world, socket.receive(1))).toBe("read EBADF at 0");
        expect(await outcome(world, socket.send(query()))).toBe("write EBADF at 0");
        await world.clock.sleep(100);
      });
    expect((await run(50)).trace[0]?.reply).toMatchObject({ atMs: 50.2 });
    expect((await run(200)).trace[0]?.reply).toBeNull();
  });

  it("what comes after a deadline is there for the next receive", async () => {
    const { result } = await machine([server({ delayMs: 50 })]).run(async (world) => {
      const socket = await world.network.udp(SERVER);
      await socket.send(query());
      return [await outcome(world, socket.receive(10)), await outcome(world, socket.receive(100))];
    });
    expect(result).toEqual(["deadline at 10", "42 bytes at 50.4"]);
  });

  it("datagrams wait for who reads them, in order", async () => {
    const { result } = await machine([server()]).run(async (world) => {
      const socket = await world.network.udp(SERVER);
      await socket.send(query("www.test.", 11));
      await socket.send(query("www.test.", 12));
      await world.clock.sleep(10);
      const ids = [await socket.receive(0), await socket.receive(0)].map(
        (bytes) => decodeMessage(bytes).header.id,
      );
      return [...ids, await outcome(world, socket.receive(0))];
    });
    expect(result).toEqual([11, 12, "deadline at 10"]);
  });

  it("messages larger than a datagram are not sent", async () => {
    const rules = [{ when: {}, reply: { size: 65_508 } }];
    const seen = await exchange([server({ rules })]);
    expect(seen).toMatchObject({
      result: "deadline at 1000",
      trace: ["0 10.0.0.53:53 udp www.test. A | - | "],
    });
    const { result } = await machine([server()]).run(async (world) =>
      outcome(world, (await world.network.udp(SERVER)).send(new Uint8Array(65_508))),
    );
    expect(result).toBe("write EMSGSIZE at 0");
  });

  it("sockets have a source address and a port of their own", async () => {
    const { result } = await machine([server()]).run(async (world) => {
      const [one, two] = [
        await world.network.udp(SERVER),
        await world.network.udp({ address: "127.0.0.9", port: 53 }),
      ];
      return [one.local.address, two.local.address, one.local.port === two.local.port];
    });
    expect(result).toEqual([ADDRESS, "127.0.0.1", false]);
  });
});

describe("TCP", () => {
  async function exchange(servers: readonly DnsServer[], ...writes: readonly Uint8Array[]) {
    const { result, trace } = await machine(servers).run(async (world) => {
      const seen: string[] = [];
      const socket = await world.network.tcp(SERVER, 1000).catch((error: unknown) => error);
      if (socket instanceof Error) return [await outcome(world, Promise.reject(socket))];
      const open = socket as Awaited<ReturnType<World["network"]["tcp"]>>; // Everything that is rejected with is an Error.
      for (const bytes of writes) await open.write(bytes, 1000);
      for (let reads = 0; reads < 3 && seen.every((line) => line.includes("bytes")); reads += 1) {
        seen.push(await outcome(world, open.read(1000)));
      }
      open.close();
      return seen;
    });
    return { result, trace: trace.map(show) };
  }

  it("open: connects after a round trip, and answers with a length before each message", async () => {
    expect(await exchange([server()], framed(query()))).toEqual({
      result: ["44 bytes at 0.8", "deadline at 1000"],
      trace: ["0.4 10.0.0.53:53 tcp www.test. A | 0.6 NOERROR 1 | "],
    });
  });

  it("puts a message together that is written in pieces, and takes several at once", async () => {
    const bytes = framed(query());
    const pieces = [
      bytes.subarray(0, 1),
      bytes.subarray(1, 9),
      Uint8Array.of(...bytes.subarray(9), ...bytes),
    ];
    const { result, trace } = await exchange([server()], ...pieces);
    expect(result).toEqual(["44 bytes at 0.8", "44 bytes at 0.8", "deadline at 1000"]);
    expect(trace).toHaveLength(2);
  });

  it("a message that was only begun is in the trace as what could be read", async () => {
    const { trace } = await exchange([server()], framed(query()).subarray(0, 20));
    expect(trace).toEqual(["0.4 10.0.0.53:53 tcp <malformed> ? | - | "]);
  });

  it("silent: connects and never answers", async () => {
    expect(await exchange([server({ tcp: "silent" })], framed(query()))).toEqual({
      result: ["deadline at 1000"],
      trace: ["0.4 10.0.0.53:53 tcp www.test. A | - | "],
    });
  });

  it("closed: refused at once", async () => {
    expect(await exchange([server({ tcp: "closed" })])).toEqual({
      result: ["connect ECONNREFUSED at 0"],
      trace: [],
    });
  });

  it.each<[string, DnsServer["rules"][number]["reply"], readonly string[]]>([
    ["close", { close: true }, ["0 bytes at 0.8", "0 bytes at 0.8", "0 bytes at 0.8"]],
    ["reset", { close: "reset" }, ["read ECONNRESET at 0.8"]],
    ["close in the length", { close: 1 }, ["1 bytes at 0.8", "0 bytes at 0.8", "0 bytes at 0.8"]],
    ["close in the message", { close: 20 }, ["20 bytes at 0.8", "0 bytes at 0.8", "0 bytes at 0.8"]],
    ["drop", { drop: true }, ["deadline at 1000"]],
    ["delay", { delayMs: 300 }, ["44 bytes at 300.8", "deadline at 1000"]],
  ])("%s", async (_, reply, expected) => {
    const { result, trace } = await exchange([server({ rules: [{ when: {}, reply }] })], framed(query()));
    expect(result).toEqual(expected);
    expect(trace[0]?.includes("NOERROR")).toBe(reply.delayMs !== undefined);
  });

  it("chunks that nobody read yet come together", async () => {
    const { result } = await machine([server()]).run(async (world) => {
      const socket = await world.network.tcp(SERVER, 10);
      await socket.write(Uint8Array.of(...framed(query()), ...framed(query())), 10);
      await world.clock.sleep(5);
      return outcome(world, socket.read(10));
    });
    expect(result).toBe("88 bytes at 5.4");
  });

  it("a reset throws away what was not read, a close does not", async () => {
    const afterwards = (close: true | "reset") =>
      machine([server({ rules: [{ when: {}, reply: { before: [{}], close } }] })]).run(async (world) => {
        const socket = await world.network.tcp(SERVER, 10);
        await socket.write(framed(query()), 10);
        await world.clock.sleep(5);
        return [await outcome(world, socket.read(10)), await outcome(world, socket.read(10))];
      });
    expect((await afterwards("reset")).result).toEqual(["read ECONNRESET at 5.4", "read ECONNRESET at 5.4"]);
    expect((await afterwards(true)).result).toEqual(["44 bytes at 5.4", "0 bytes at 5.4"]);
  });

  it("after the server has closed, a write is answered by a reset", async () => {
    const { result } = await machine([server({ rules: [{ when: {}, reply: { close: true } }] })]).run(
      async (world) => {
        const socket = await world.network.tcp(SERVER, 10);
        const seen: string[] = [];
        await socket.write(framed(query()), 10);
        seen.push(await outcome(world, socket.read(10)));
        seen.push(await outcome(world, socket.write(framed(query()), 10)));
        seen.push(await outcome(world, socket.write(framed(query()), 10)));
        return seen;
      },
    );
    expect(result).toEqual(["0 bytes at 0.8", "ok at 0.8", "write EPIPE at 0.8"]);
  });

  it("a server that has closed does not look at what comes after", async () => {
    const rules = [
      { when: { nth: 1 }, reply: { close: true } },
      { when: { nth: 2 }, reply: { rcode: "REFUSED" } },
    ];
    const { trace } = await machine([server({ rules })]).run(async (world) => {
      const socket = await world.network.tcp(SERVER, 10);
      await socket.write(framed(query()), 10);
      await world.clock.sleep(0.1);
      await socket.write(framed(query()), 10);
      const other = await world.network.udp(SERVER);
      await world.clock.sleep(5);
      await other.send(query());
      await other.receive(100);
    });
    expect(trace.map(({ reply }) => reply?.rcode ?? null)).toEqual([null, null, "REFUSED"]);
  });

  it("a socket that was closed gives EBADF, also to who waits", async () => {
    const { result } = await machine([server({ tcp: "silent" })]).run(async (world) => {
      const socket = await world.network.tcp(SERVER, 10);
      const waiting = outcome(world, socket.read(1000));
      await world.clock.sleep(1);
      socket.close();
      return [
        await waiting,
        await outcome(world, socket.write(framed(query()), 10)),
        await outcome(world, socket.read(10)),
      ];
    });
    expect(result).toEqual(["read EBADF at 1.4", "write EBADF at 1.4", "read EBADF at 1.4"]);
  });

  it("behind a route nobody answers", async () => {
    const routes = [{ prefix: "192.0.2.0/24", source: "10.9.0.2" }];
    const { result } = await machine([server()], { routes }).run(async (world) => [
      await outcome(world, world.network.tcp({ address: "192.0.2.1", port: 53 }, 40)),
      await world.network.sourceFor({ address: "192.0.2.1", port: 53 }),
      await world.network.sourceFor({ address: "198.51.100.1", port: 53 }),
      await world.network.sourceFor(SERVER),
    ]);
    expect(result).toEqual(["deadline at 40", "10.9.0.2", null, ADDRESS]);
  });
});

describe("a machine", () => {
  it("shows its files, environment and name, and changes files when their time comes", async () => {
    const content = (text: string) =>
      ({ kind: "content", bytes: new TextEncoder().encode(text), mode: 0o600, owner: 0 }) as const;
    const world = machine([], {
      files: { "/etc/a": content("one") },
      env: { A: "1" },
      hostname: "web-0",
      user: 1000,
    });
    const rooted = machine([], { files: { "/etc/a": content("one") } });
    expect([world.env, world.hostname]).toEqual([{ A: "1" }, "web-0"]);
    expect(await world.files.read("/etc/a")).toEqual({ kind: "error", errno: "EACCES" });
    rooted.at(5000, { "/etc/a": content("two") });
    const { result } = await rooted.run(async ({ files, clock }) => {
      const before = await files.read("/etc/a");
      await clock.sleep(5001);
      return [before, await files.read("/etc/a")];
    });
    const [before, after] = result.map((file) =>
      file.kind === "file" ? { ...file, bytes: String(Buffer.from(file.bytes)) } : file,
    );
    expect([before, after]).toMatchObject([{ bytes: "one" }, { bytes: "two" }]);
    expect(
      after?.kind === "file" && before?.kind === "file" && Math.round(after.mtimeMs - before.mtimeMs),
    ).toBe(5000);
  });

  it("goes on from run to run, with times of its own for each", async () => {
    const world = machine([server({ rules: [{ when: { nth: 1 }, reply: { rcode: "SERVFAIL" } }] })]);
    const lookup = async ({ network, clock }: World) => {
      const socket = await network.udp(SERVER);
      await clock.sleep(1);
      await socket.send(query());
      await socket.receive(clock.nowMs() + 100);
    };
    const runs = [await world.run(lookup), await world.run(lookup)];
    expect(runs.map(({ elapsedMs, trace }) => [elapsedMs, ...trace.map(show)])).toEqual([
      [1.4, "1 10.0.0.53:53 udp www.test. A | 1.2 SERVFAIL 0 | "],
      [1.4, "1 10.0.0.53:53 udp www.test. A | 1.2 NOERROR 1 | "],
    ]);
  });

  it("gives the errors of what runs on it, and leaves nothing of that for the next run", async () => {
    const world = machine([server({ udp: "silent" })]);
    const failing = world.run(async ({ network }) => {
      await (await network.udp(SERVER)).send(query());
      throw new RangeError("no");
    });
    await expect(failing).rejects.toThrow(new RangeError("no"));
    expect((await world.run(async () => 1)).trace).toEqual([]);
  });

  it("runs alike with the same seed", async () => {
    const rules = [{ when: { nth: 3 }, reply: { delayMs: 20 } }];
    const run = async (seed: number) =>
      machine([server({ rules })], { seed }).run(async ({ network, clock, random }) => {
        const socket = await network.udp(SERVER);
        const ids = Array.from({ length: 5 }, () => random(65_536));
        await Promise.all(
          ids.map(async (id) => {
            await clock.sleep(random(100));
            await socket.send(query("www.test.", id));
          }),
        );
        const received: number[] = [];
        while (received.length < ids.length)
          received.push(decodeMessage(await socket.receive(5000)).header.id);
        return received;
      });
    expect(await run(5)).toEqual(await run(5));
    expect((await run(5)).result).not.toEqual((await run(6)).result);
  });

  it("several machines run beside each other without meeting", async () => {
    const run = (delayMs: number) =>
      machine([server({ delayMs })]).run(async (world) => {
        const socket = await world.network.udp(SERVER);
        await socket.send(query());
        const [answer] = decodeMessage(await socket.receive(60_000)).answers;
        return `${answer && formatRdata(answer.type, answer.data)} at ${world.clock.nowMs()}`;
      });
    const results = await Promise.all([30_000, 1, 500].map(run));
    expect(results.map(({ result }) => result)).toEqual([
      "192.0.2.1 at 30000.4",
      "192.0.2.1 at 1.4",
      "192.0.2.1 at 500.4",
    ]);
  });
});

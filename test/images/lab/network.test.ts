/** Networks of a real labd: what the tap sees, what the fixture's side relays, what client sockets meet. */
import { type Answer, decode, encode } from "dns-packet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRAME } from "../../../harness/lab/frames.ts";
import { endpoint, PayloadReader, u8, u16, u32 } from "../../../harness/lab/payload.ts";
import { AGENT, BEST_WAY, type Bench, because, openBench, text } from "../support/bench.ts";
import { action, Labd, type TappedPacket } from "../support/labd.ts";

const run = it.skipIf(BEST_WAY.missing !== null);
const why = because(BEST_WAY);
const QUERY = encode({ id: 7, type: "query", flags: 256, questions: [{ name: "a.example", type: "A" }] });
const ERRNO = { ECONNREFUSED: 111, ECONNRESET: 104, ENETUNREACH: 101 } as const;

let bench: Bench;
let labd: Labd;

beforeAll(async () => {
  if (BEST_WAY.missing !== null) return;
  bench = await openBench(BEST_WAY);
  labd = await Labd.start(bench.programs, BEST_WAY);
  labd.answer = answerWith("10.9.8.7");
});

afterAll(async () => {
  await labd?.end();
  await bench?.remove();
});

/** Answers A with the address, everything else with no data. */
function answerWith(address: string) {
  return (query: Uint8Array): Uint8Array => {
    const { id, questions = [] } = decode(Buffer.from(query));
    const answers: Answer[] = questions
      .filter(({ type }) => type === "A")
      .map(({ name }) => ({ type: "A", name, ttl: 1, data: address }));
    return encode({ id: id ?? 0, type: "response", flags: 0x180, questions, answers });
  };
}

/** "10.0.0.1 -> 10.0.0.2:53 udp 27", as it is on the tap. */
function show({ packet: { source, destination, content } }: TappedPacket): string {
  if (content.kind === "udp") {
    const side = (address: string, port: number) => (port === 53 ? `${address}:53` : address);
    return `${side(source, content.sourcePort)} -> ${side(destination, content.destinationPort)} udp`;
  }
  return `${source} -> ${destination} ${content.kind === "unreachable" ? content.what : content.kind}`;
}

async function openSocket(net: number, transport: "udp" | "tcp", address: string) {
  const id = labd.newId();
  labd.send(FRAME.SOCK_OPEN, net, u32(id), u8(transport === "udp" ? 0 : 1), endpoint({ address, port: 53 }));
  const reader = new PayloadReader((await labd.next(net, FRAME.SOCK_OPENED)).payload);
  expect(reader.u32()).toBe(id);
  return { id, errno: reader.i32(), syscall: reader.u8(), local: reader.endpoint() };
}

/** "data BYTES" or "error ERRNO SYSCALL": what comes next on any client socket. */
async function arrival(net: number): Promise<{ readonly id: number; readonly what: string }> {
  const { type, payload } = await labd.next(net, FRAME.SOCK_DATA, FRAME.SOCK_ERROR);
  const reader = new PayloadReader(payload);
  const id = reader.u32();
  return {
    id,
    what: type === FRAME.SOCK_DATA ? `data ${reader.rest().length}` : `error ${reader.i32()} ${reader.u8()}`,
  };
}

describe("the tap", () => {
  run(`shows every packet of a lookup once, in order, with times within the lookup${why}`, async () => {
    const net = await labd.openNetwork("address 10.53.0.1 udp=open tcp=open");
    const cell = bench.cell(net.pid, { files: { "/etc/resolv.conf": text("nameserver 10.53.0.1\n") } });
    const { stdout, stderr } = await labd.run(cell, [bench.loader, AGENT], "ip4 10\na.example.");
    const result = JSON.parse(stdout.split("\n")[1] ?? "null");
    expect(result, stderr).toMatchObject({ code: 0, addresses: ["10.9.8.7"] });
    const packets = await labd.closeNetwork(net.id);
    expect(packets.map(show)).toEqual(["10.53.0.1 -> 10.53.0.1:53 udp", "10.53.0.1:53 -> 10.53.0.1 udp"]);
    const times = [result.startUs, ...packets.map(({ timeUs }) => timeUs), result.endUs];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  run(`shows the ICMP errors of closed ports, of both families${why}`, async () => {
    const net = await labd.openNetwork(
      "address 10.53.0.1 udp=closed tcp=closed",
      "address fd00::53 udp=closed tcp=closed",
    );
    for (const address of ["10.53.0.1", "fd00::53", "127.0.0.1"]) {
      const { id, errno } = await openSocket(net.id, "udp", address);
      expect(errno).toBe(0);
      labd.send(FRAME.SOCK_SEND, net.id, u32(id), QUERY);
      expect(await arrival(net.id)).toEqual({ id, what: `error ${ERRNO.ECONNREFUSED} 4` });
    }
    expect((await labd.closeNetwork(net.id)).map(show)).toEqual([
      "10.53.0.1 -> 10.53.0.1:53 udp",
      "10.53.0.1 -> 10.53.0.1 port-unreachable",
      "fd00::53 -> fd00::53:53 udp",
      "fd00::53 -> fd00::53 port-unreachable",
      "127.0.0.1 -> 127.0.0.1:53 udp",
      "127.0.0.1 -> 127.0.0.1 port-unreachable",
    ]);
  });

  run(`shows nothing of other networks${why}`, async () => {
    const quiet = await labd.openNetwork("address 10.53.0.1 udp=open tcp=open");
    const loud = await labd.openNetwork("address 10.53.0.1 udp=open tcp=open");
    const { id } = await openSocket(loud.id, "udp", "10.53.0.1");
    labd.send(FRAME.SOCK_SEND, loud.id, u32(id), QUERY);
    await arrival(loud.id);
    expect(await labd.closeNetwork(quiet.id)).toEqual([]);
    expect(await labd.closeNetwork(loud.id)).toHaveLength(2);
  });

  run(`has the clock of CLOCK_IS${why}`, async () => {
    const net = await labd.openNetwork("address 10.53.0.1 udp=silent tcp=closed");
    const clock = async () => {
      labd.send(FRAME.CLOCK, net.id);
      return new PayloadReader((await labd.next(net.id, FRAME.CLOCK_IS)).payload).i64();
    };
    const before = await clock();
    const { id } = await openSocket(net.id, "udp", "10.53.0.1");
    labd.send(FRAME.SOCK_SEND, net.id, u32(id), QUERY);
    const after = await clock();
    const [packet] = await labd.closeNetwork(net.id);
    expect(packet?.timeUs).toBeGreaterThanOrEqual(before);
    expect(packet?.timeUs).toBeLessThanOrEqual(after);
  });
});

describe("the addresses of a network", () => {
  run(`are open, closed, silent or unreachable${why}`, async () => {
    const net = await labd.openNetwork(
      "address 10.53.0.1 udp=open tcp=open",
      "address 10.53.0.2 udp=closed tcp=closed",
      "address 10.53.0.3 udp=silent tcp=silent",
      "address 10.53.0.4 udp=unreachable tcp=unreachable",
      "address 127.0.0.53 udp=open tcp=closed",
      "address fe80::53 udp=open tcp=open",
      "address ::1 udp=open tcp=open",
    );
    const opened = async (transport: "udp" | "tcp", address: string) => {
      const { errno, local } = await openSocket(net.id, transport, address);
      return errno === 0 ? local.address : errno;
    };
    expect(await opened("udp", "10.53.0.1")).toBe("10.53.0.1");
    expect(await opened("udp", "10.53.0.4")).toBe(ERRNO.ENETUNREACH);
    expect(await opened("udp", "2001:db8::1")).toBe(ERRNO.ENETUNREACH);
    expect(await opened("udp", "127.0.0.53")).toBe("127.0.0.1");
    expect(await opened("tcp", "10.53.0.1")).toBe("10.53.0.1");
    expect(await opened("tcp", "10.53.0.2")).toBe(ERRNO.ECONNREFUSED);
    expect(await opened("tcp", "10.53.0.3")).toBe("10.53.0.3");
    expect(await opened("tcp", "10.53.0.4")).toBe(ERRNO.ENETUNREACH);
    expect(await opened("tcp", "fe80::53")).toBe("fe80::53");
    expect(await opened("tcp", "::1")).toBe("::1");
    await labd.closeNetwork(net.id);
  });

  run.each([
    ["address 10.0.0.1 udp=open", "not a line of NET_OPEN: address 10.0.0.1 udp=open"],
    ["address host udp=open tcp=open", "not a line of NET_OPEN: address host udp=open tcp=open"],
    [
      "address 10.0.0.1 udp=open tcp=unreachable",
      "a route is per address, so both transports are unreachable or none: address 10.0.0.1 udp=open tcp=unreachable",
    ],
    ["sysctl net.ipv4.nonesuch 1", "sysctl net.ipv4.nonesuch: No such file or directory"],
    ["sysctl kernel.hostname x", "not a sysctl of a network namespace: kernel.hostname"],
    ["sysctl net.../../kernel/hostname x", "not a sysctl of a network namespace: net.../../kernel/hostname"],
  ])(`are refused with a reason: %s${why}`, async (line, reason) => {
    await expect(labd.openNetwork(line)).rejects.toThrow(reason);
  });

  run(`come after the sysctls: without IPv6 an IPv6 address is unreachable${why}`, async () => {
    const net = await labd.openNetwork(
      "address fd00::53 udp=open tcp=open",
      "address 10.53.0.1 udp=open tcp=open",
      "sysctl net.ipv6.conf.all.disable_ipv6 1",
    );
    expect((await openSocket(net.id, "udp", "10.53.0.1")).errno).toBe(0);
    expect((await openSocket(net.id, "udp", "fd00::53")).errno).not.toBe(0);
    await labd.closeNetwork(net.id);
  });
});

describe("the fixture's side", () => {
  run(`gives queries with address index and source, and sends replies from any address${why}`, async () => {
    const net = await labd.openNetwork(
      "address 10.53.0.1 udp=silent tcp=closed",
      "address 10.53.0.2 udp=open tcp=closed",
    );
    const { local, id } = await openSocket(net.id, "udp", "10.53.0.2");
    labd.more = (client) => action(2, 1, "udp reply", Buffer.concat([u16(0), client, QUERY]));
    const query = labd.next(net.id, FRAME.UDP_QUERY);
    labd.send(FRAME.SOCK_SEND, net.id, u32(id), QUERY);
    const reader = new PayloadReader((await query).payload);
    expect(reader.u32(), "number of the query").toBe(1);
    expect({ index: reader.u16(), source: reader.endpoint() }).toEqual({ index: 1, source: local });
    expect(reader.rest()).toEqual(new Uint8Array(QUERY));
    expect((await arrival(net.id)).id).toBe(id);
    labd.more = () => [];
    for (const number of [1, 2])
      expect((await labd.next(net.id, FRAME.PERFORMED)).payload).toEqual(u32(number));
    // A connected socket drops what comes from elsewhere, and its host says so.
    expect((await labd.closeNetwork(net.id)).map(show)).toEqual([
      "10.53.0.2 -> 10.53.0.2:53 udp",
      "10.53.0.2:53 -> 10.53.0.2 udp",
      "10.53.0.1:53 -> 10.53.0.2 udp",
      "10.53.0.2 -> 10.53.0.1 port-unreachable",
    ]);
  });

  run(`relays TCP both ways, also much at once, and closes or resets${why}`, async () => {
    const net = await labd.openNetwork("address fd00::53 udp=closed tcp=open");
    for (const reset of [0, 1]) {
      const { id, local } = await openSocket(net.id, "tcp", "fd00::53");
      const accepted = new PayloadReader((await labd.next(net.id, FRAME.TCP_ACCEPTED)).payload);
      const connection = u32(accepted.u32());
      expect({ index: accepted.u16(), source: accepted.endpoint() }).toEqual({ index: 0, source: local });
      labd.send(FRAME.SOCK_SEND, net.id, u32(id), QUERY);
      const data = (await labd.next(net.id, FRAME.TCP_DATA)).payload;
      expect(data.subarray(4)).toEqual(new Uint8Array([...connection, ...QUERY]));
      const size = 3_000_000;
      const write = action(1, 0, "tcp write", new Uint8Array(size));
      labd.send(FRAME.SCHEDULE, net.id, data.subarray(0, 4), connection, ...write);
      for (let received = 0; received < size; )
        received += Number((await arrival(net.id)).what.replace("data ", ""));
      // Only now: a reset throws away what is still on its way.
      labd.send(FRAME.SOCK_SEND, net.id, u32(id), QUERY);
      const last = (await labd.next(net.id, FRAME.TCP_DATA)).payload.subarray(0, 4);
      labd.send(FRAME.SCHEDULE, net.id, last, connection, ...action(2, 0, "tcp close", u8(reset)));
      expect(await arrival(net.id)).toEqual({ id, what: reset ? `error ${ERRNO.ECONNRESET} 4` : "data 0" });
    }
    await labd.closeNetwork(net.id);
  });

  run(`tells when a client closes${why}`, async () => {
    const net = await labd.openNetwork("address 10.53.0.1 udp=closed tcp=open");
    const { id } = await openSocket(net.id, "tcp", "10.53.0.1");
    const connection = new PayloadReader((await labd.next(net.id, FRAME.TCP_ACCEPTED)).payload)
      .take(4)
      .slice();
    labd.send(FRAME.SOCK_CLOSE, net.id, u32(id));
    const end = (await labd.next(net.id, FRAME.TCP_DATA)).payload;
    expect(end.subarray(4)).toEqual(connection);
    labd.send(FRAME.SCHEDULE, net.id, end.subarray(0, 4), connection);
    await labd.closeNetwork(net.id);
  });

  run(`ends the network when a reply cannot be sent${why}`, async () => {
    const net = await labd.openNetwork("address 10.53.0.1 udp=closed tcp=open");
    const { id } = await openSocket(net.id, "tcp", "10.53.0.1");
    labd.send(FRAME.SOCK_SEND, net.id, u32(id), QUERY);
    const query = (await labd.next(net.id, FRAME.TCP_DATA)).payload.subarray(0, 4);
    const reply = Buffer.concat([u16(0), endpoint({ address: "10.53.0.1", port: 9 }), QUERY]);
    labd.send(FRAME.SCHEDULE, net.id, query, u32(0), ...action(1, 0, "udp reply", reply));
    const { payload } = await labd.next(net.id, FRAME.NET_CLOSED);
    expect(new PayloadReader(payload).text()).toBe("a UDP reply from an address without a UDP port");
  });
});

describe("source addresses", () => {
  run(`are those that the kernel chooses, without a packet${why}`, async () => {
    const net = await labd.openNetwork("address 10.53.0.1 udp=open tcp=open");
    const source = async (address: string) => {
      labd.send(FRAME.SOURCE, net.id, u32(5), endpoint({ address, port: 53 }));
      const reader = new PayloadReader((await labd.next(net.id, FRAME.SOURCE_IS)).payload);
      expect(reader.u32()).toBe(5);
      const errno = reader.i32();
      return errno === 0 ? reader.endpoint().address : errno;
    };
    expect(await source("10.53.0.1")).toBe("10.53.0.1");
    expect(await source("127.9.9.9")).toBe("127.0.0.1");
    expect(await source("192.0.2.1")).toBe(ERRNO.ENETUNREACH);
    expect(await labd.closeNetwork(net.id)).toEqual([]);
  });
});

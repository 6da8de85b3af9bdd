/** One socket that asks everybody, as musl's does. */
import { expect, test } from "vitest";
import type { DnsServer } from "../../harness/fixture/dns-server.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import { createSimulatedWorld, type SimulatedMachine } from "../../harness/world/simulated.ts";
import { DeadlineError, SocketError, type World } from "../../harness/world/world.ts";

const server = (address: string, fields: Partial<DnsServer> = {}): DnsServer => ({
  address,
  udp: "open",
  tcp: "open",
  delayMs: 0,
  zone: "www.test. A 192.0.2.1",
  missing: "NXDOMAIN",
  rules: [],
  ...fields,
});
const QUERY = encodeQuery({ id: 1, name: "www.test.", type: 1, ednsSize: null });

/** What sending to each address comes to, then all that arrives within a second. */
async function ask(
  version: 4 | 6,
  addresses: readonly string[],
  servers: readonly DnsServer[],
  fields: Partial<SimulatedMachine> = {},
): Promise<{ readonly told: readonly string[]; readonly asked: readonly string[] }> {
  const machine = createSimulatedWorld({
    files: {},
    env: {},
    hostname: "lab",
    fixture: createFixture(servers),
    seed: 1,
    ...fields,
  });
  const { result, trace } = await machine.run(async (world) => exchange(world, version, addresses));
  return { told: result, asked: trace.map((event) => `${event.server} ${event.icmp ?? "-"}`) };
}

async function exchange(world: World, version: 4 | 6, addresses: readonly string[]): Promise<string[]> {
  const socket = await world.network.unconnectedUdp(version);
  const told: string[] = [];
  for (const address of addresses) {
    try {
      await socket.sendTo(QUERY, { address, port: 53 });
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      told.push(`${address}: ${error.syscall} ${error.errno}`);
    }
  }
  try {
    for (;;) {
      for (const { bytes, from } of await socket.receiveFrom(1000))
        told.push(`${bytes.length} bytes from ${from.address} ${from.port} at ${world.clock.nowMs()}`);
    }
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
  } finally {
    socket.close();
  }
  return told;
}

test("hears from each server, in the order in which replies arrive", async () => {
  const servers = [server("10.0.0.1", { delayMs: 5 }), server("10.0.0.2")];
  expect(await ask(4, ["10.0.0.1", "10.0.0.2"], servers)).toEqual({
    told: ["42 bytes from 10.0.0.2 53 at 0.4", "42 bytes from 10.0.0.1 53 at 5.4"],
    asked: ["10.0.0.1:53 -", "10.0.0.2:53 -"],
  });
});

test("a closed port is silence: the trace shows ICMP, the socket is not told", async () => {
  const servers = [server("10.0.0.1", { udp: "closed" }), server("10.0.0.2")];
  expect(await ask(4, ["10.0.0.1", "10.0.0.2"], servers)).toEqual({
    told: ["42 bytes from 10.0.0.2 53 at 0.4"],
    asked: ["10.0.0.1:53 port-unreachable", "10.0.0.2:53 -"],
  });
});

test("a socket of version 6 reaches IPv4 as mapped addresses, and names it so", async () => {
  const servers = [server("10.0.0.1"), server("fd00::1", { delayMs: 1 })];
  expect(await ask(6, ["::ffff:10.0.0.1", "fd00::1"], servers)).toEqual({
    told: ["42 bytes from ::ffff:10.0.0.1 53 at 0.4", "42 bytes from fd00::1 53 at 1.4"],
    asked: ["10.0.0.1:53 -", "[fd00::1]:53 -"],
  });
});

test("what cannot be sent fails with the kernel's errno, and nothing is on the wire", async () => {
  expect(await ask(4, ["fd00::1", "10.9.9.9", "127.255.255.255"], [])).toEqual({
    told: ["fd00::1: write EAFNOSUPPORT", "10.9.9.9: write ENETUNREACH", "127.255.255.255: write EACCES"],
    asked: [],
  });
  expect(await ask(6, ["fe80::1", "::ffff:10.9.9.9"], [])).toEqual({
    told: ["fe80::1: write ENETUNREACH", "::ffff:10.9.9.9: write ENETUNREACH"],
    asked: [],
  });
});

test("replies from other addresses than the one that was asked are heard too", async () => {
  const rules = [{ when: {}, reply: { from: "10.0.0.9" } }];
  expect((await ask(4, ["10.0.0.1"], [server("10.0.0.1", { rules })])).told).toEqual([
    "42 bytes from 10.0.0.9 53 at 0.4",
  ]);
});

import { describe, expect, it } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import type { DnsServer } from "../../harness/fixture/dns-server.ts";
import { FRAME } from "../../harness/lab/frames.ts";
import { LabNetwork } from "../../harness/lab/network.ts";
import { utf8 } from "../../harness/lab/payload.ts";
import { fakeLabd, forever } from "./support/fake-labd.ts";
import { open, scripted, server } from "./support/networks.ts";

const NOTHING_ELSE = { clock: "real", order: [] } as const;

function microseconds(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

describe("opening a network", () => {
  it("names the servers, the addresses that rules send from, and the sysctls", async () => {
    const servers: DnsServer[] = [
      { ...server, tcp: "closed" },
      {
        ...server,
        address: "2001:DB8::0053",
        udp: "unreachable",
        tcp: "unreachable",
        rules: [
          { when: {}, reply: { from: "10.0.0.99", before: [{ from: "10.0.0.98" }, { from: "10.0.0.53" }] } },
          { when: {}, reply: { from: "10.0.0.99" } },
        ],
      },
    ];
    const sysctls = { "net.ipv6.conf.all.disable_ipv6": "1" };
    const { network, lines } = await open(fakeLabd(), scripted({}, servers), forever, sysctls);
    expect(network.pid).toBe(42);
    expect(lines.split("\n")).toEqual([
      "address 10.0.0.53 udp=open tcp=closed",
      "address 2001:db8::53 udp=unreachable tcp=unreachable",
      "address 10.0.0.99 udp=silent tcp=closed",
      "address 10.0.0.98 udp=silent tcp=closed",
      "clock real",
      "sysctl net.ipv6.conf.all.disable_ipv6 1",
      "",
    ]);
  });

  it("is unavailable with labd's reason", async () => {
    const labd = fakeLabd();
    const opening = LabNetwork.open(
      labd.link,
      { fixture: scripted({}), ...NOTHING_ELSE, sysctls: {} },
      forever,
    );
    const { id } = await labd.expect(FRAME.NET_OPEN);
    labd.say(FRAME.FAILED, id, utf8("sysctl x: No such file or directory"));
    await expect(opening).rejects.toThrow(
      new Unavailable("the network could not be made: sysctl x: No such file or directory"),
    );
    expect(await labd.expect(FRAME.NET_CLOSE)).toMatchObject({ id });
  });

  it.each([
    ["an address that is none", [{ ...server, address: "ns.test" }], {}, 'not an IP address: "ns.test"'],
    ["a sysctl that would be two lines", [server], { x: "1\naddress" }, "not a sysctl"],
  ] as const)("refuses %s", async (_, servers, sysctls, message) => {
    const opening = LabNetwork.open(
      fakeLabd().link,
      { ...NOTHING_ELSE, fixture: scripted({}, servers), sysctls },
      forever,
    );
    await expect(opening).rejects.toThrow(message);
  });

  it("ends at once when it is given up", async () => {
    const labd = fakeLabd();
    const life = new AbortController();
    const opening = LabNetwork.open(
      labd.link,
      { fixture: scripted({}), ...NOTHING_ELSE, sysctls: {} },
      life.signal,
    );
    const { id } = await labd.expect(FRAME.NET_OPEN);
    life.abort(new Error("SIGINT"));
    await expect(opening).rejects.toThrow(new Unavailable("cancelled: SIGINT"));
    expect(await labd.expect(FRAME.NET_CLOSE)).toMatchObject({ id });
  });
});

describe("a network's life", () => {
  it("ends with the packets that the tap saw, also those of the last moment", async () => {
    const labd = fakeLabd();
    const { network, id } = await open(labd, scripted({}));
    labd.say(FRAME.PACKET, id, microseconds(5n), Uint8Array.of(0x45));
    const closing = network.close();
    await labd.expect(FRAME.NET_CLOSE);
    labd.say(FRAME.PACKET, id, microseconds(1_700_000_000_000_001n), Uint8Array.of(0x60));
    labd.say(FRAME.NET_CLOSED, id);
    expect((await closing).packets).toEqual([
      { timeUs: 5, bytes: Uint8Array.of(0x45) },
      { timeUs: 1_700_000_000_000_001, bytes: Uint8Array.of(0x60) },
    ]);
  });

  it("tells the lab's time, to each who asks", async () => {
    const labd = fakeLabd();
    const { network, id } = await open(labd, scripted({}));
    const times = Promise.all([network.timeUs(), network.timeUs()]);
    labd.say(FRAME.CLOCK_IS, id, microseconds(1n));
    labd.say(FRAME.CLOCK_IS, id, microseconds(2n));
    expect(await times).toEqual([1, 2]);
  });

  it("ends every wait when the network is lost", async () => {
    const labd = fakeLabd();
    const { network, id } = await open(labd, scripted({}));
    const waits = [
      network.timeUs(),
      network.sockets.udp({ address: "10.0.0.53", port: 53 }),
      network.close(),
    ];
    labd.say(FRAME.NET_CLOSED, id, utf8("the holder was killed"));
    for (const result of await Promise.allSettled(waits)) {
      expect(result).toEqual({
        status: "rejected",
        reason: new Unavailable("the network ended: the holder was killed"),
      });
    }
  });
});

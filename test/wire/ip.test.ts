import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress, parseIpPacket } from "../../harness/wire/ip.ts";
import { icmpUnreachable, tcpPacket, udpPacket } from "../support/packets.ts";

describe("addresses", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["::1", "::1"],
    ["fe80::1%lo", "fe80::1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"],
    ["1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::ffff:10.1.2.3", "::ffff:10.1.2.3"],
    ["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
  ])("%s is written %s", (text, written) => {
    const bytes = parseAddress(text);
    expect(bytes && formatAddress(bytes)).toBe(written);
  });

  it.each(["", ".", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4%lo", "a", ":", ":::", "1::2::3"])(
    "%j is no address",
    (text) => expect(parseAddress(text)).toBeNull(),
  );

  it.each(["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "::1.2.3.4:5", "::1.2.3"])(
    "%j is no address",
    (text) => expect(parseAddress(text)).toBeNull(),
  );

  it("reads back every IPv6 address that it writes, in a form that Node accepts", () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.array(group, { minLength: 16, maxLength: 16 }),
        (random, sparse) => {
          for (const bytes of [random, Uint8Array.from(sparse)]) {
            const text = formatAddress(bytes);
            expect(isIPv6(text), text).toBe(true);
            expect(parseAddress(text), text).toEqual(bytes);
          }
        },
      ),
    );
  });
});

describe("packets", () => {
  it.each([
    ["127.0.0.1", "10.0.0.1"],
    ["::1", "2001:db8::53"],
  ])("reads a UDP datagram from %s to %s", (source, destination) => {
    const bytes = udpPacket(
      { address: source, port: 4000 },
      { address: destination, port: 53 },
      Buffer.from("hi"),
    );
    expect(parseIpPacket(bytes)).toEqual({
      version: source.includes(":") ? 6 : 4,
      source,
      destination,
      content: {
        kind: "udp",
        sourcePort: 4000,
        destinationPort: 53,
        payload: new Uint8Array(Buffer.from("hi")),
      },
    });
  });

  it("reads a TCP segment and its flags", () => {
    const bytes = tcpPacket(
      { address: "127.0.0.1", port: 53 },
      { address: "127.0.0.1", port: 9 },
      0xfffffff0,
      {
        flags: ["syn", "reset"],
        payload: Buffer.from("x"),
      },
    );
    expect(parseIpPacket(bytes)?.content).toEqual({
      kind: "tcp",
      sourcePort: 53,
      destinationPort: 9,
      sequence: 0xfffffff0,
      syn: true,
      fin: false,
      reset: true,
      payload: new Uint8Array(Buffer.from("x")),
    });
  });

  it.each([
    ["127.0.0.1", 3, "port-unreachable"],
    ["127.0.0.1", 1, "host-unreachable"],
    ["127.0.0.1", 0, "net-unreachable"],
    ["::1", 4, "port-unreachable"],
    ["::1", 3, "host-unreachable"],
    ["::1", 0, "net-unreachable"],
  ])("reads what could not be reached: %s, code %i: %s", (address, code, what) => {
    const query = udpPacket({ address, port: 4000 }, { address, port: 53 }, Buffer.from("query"));
    const content = parseIpPacket(icmpUnreachable(address, address, code, query))?.content;
    expect(content).toMatchObject({
      kind: "unreachable",
      what,
      quoted: { content: { destinationPort: 53 } },
    });
  });

  it("reads a datagram behind IPv6 extension headers", () => {
    const plain = udpPacket({ address: "::1", port: 4000 }, { address: "::1", port: 53 }, Buffer.from("hi"));
    const extended = new Uint8Array(plain.length + 8);
    extended.set(plain.subarray(0, 40));
    extended.set([17, 0, 1, 4, 0, 0, 0, 0], 40);
    extended.set(plain.subarray(40), 48);
    extended[6] = 0;
    extended[5] = (extended[5] ?? 0) + 8;
    expect(parseIpPacket(extended)?.content).toMatchObject({ kind: "udp", destinationPort: 53 });
  });

  it("overlooks fragments behind the first, other protocols and what is no IP packet", () => {
    const fragment = udpPacket(
      { address: "127.0.0.1", port: 1 },
      { address: "127.0.0.1", port: 53 },
      Buffer.from("x"),
    );
    fragment[7] = 1;
    expect(parseIpPacket(fragment)?.content).toEqual({ kind: "other" });
    expect(parseIpPacket(new Uint8Array())).toBeNull();
    expect(parseIpPacket(Uint8Array.of(0x45, 0, 0))).toBeNull();
    expect(parseIpPacket(Uint8Array.of(0x60))).toBeNull();
  });

  it("never throws, whatever the bytes are", () => {
    const head = fc.constantFrom(0x45, 0x46, 0x4f, 0x60);
    const protocol = fc.constantFrom(1, 6, 17, 58);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), head, protocol, (bytes, first, next) => {
        if (bytes.length > 9) bytes.set([first], 0);
        if (bytes.length > 9) bytes.set([next], first === 0x60 ? 6 : 9);
        expect(() => parseIpPacket(bytes)).not.toThrow();
      }),
    );
  });
});

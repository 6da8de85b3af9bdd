import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SentReply, TapPacket, TraceEvent } from "../../harness/trace/event.ts";
import { traceOf, untilEnd } from "../../harness/trace/from-packets.ts";
import { encodeMessage, header, optRecord } from "../../harness/wire/message.ts";
import { typeNumber } from "../../harness/wire/mnemonics.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import type { Endpoint } from "../../harness/world/world.ts";
import { icmpUnreachable, tcpPacket, udpPacket } from "../support/packets.ts";

const START_US = 1_700_000_000_000_000;
const client: Endpoint = { address: "127.0.0.1", port: 4000 };
const server: Endpoint = { address: "10.0.0.53", port: 53 };

function at(ms: number, bytes: Uint8Array): TapPacket {
  return { timeUs: START_US + ms * 1000, bytes };
}

function query(id: number, type = "A", ednsSize: number | null = null): Uint8Array {
  return encodeQuery({ id, name: "name.test", type: typeNumber(type) ?? 0, ednsSize });
}

function reply(
  id: number,
  rcode = 0,
  fields: { readonly reply?: boolean; readonly extended?: number } = {},
): Uint8Array {
  const { reply: marked = true, extended } = fields;
  return encodeMessage({
    header: header({ id, reply: marked, rcode }),
    questions: [{ name: "name.test.", type: 1, class: 1 }],
    answers: [{ name: "name.test.", type: 1, class: 1, ttl: 1, data: Uint8Array.of(10, 0, 0, 1) }],
    authority: [],
    additional: extended === undefined ? [] : [optRecord({ udpSize: 1232, extendedRcode: extended })],
  });
}

function event(atMs: number, fields: Partial<TraceEvent> = {}): TraceEvent {
  return {
    atMs,
    server: "10.0.0.53:53",
    transport: "udp",
    name: "name.test.",
    type: "A",
    edns: false,
    clientPort: 4000,
    reply: null,
    icmp: null,
    ...fields,
  };
}

function answered(atMs: number, rcode = "NOERROR", answers = 1): TraceEvent["reply"] {
  return { atMs, rcode, answers, truncated: false };
}

function prefixed(message: Uint8Array): Uint8Array {
  return Uint8Array.of(message.length >> 8, message.length & 0xff, ...message);
}

it("a reply that comes when the lookup is over is none, nor is it missed where its stamp is a little late", () => {
  const packets = [at(0, udpPacket(client, server, query(1))), at(310, udpPacket(server, client, reply(1)))];
  const shown = (endMs: number | null) =>
    traceOf(untilEnd(packets, endMs === null ? null : START_US + endMs * 1000), START_US);
  expect(shown(5)).toEqual([event(0)]);
  expect(shown(309)).toEqual([event(0, { reply: answered(310) })]);
  expect(shown(null)).toEqual([event(0, { reply: answered(310) })]);
});

describe("UDP", () => {
  it("matches replies to queries of one socket by id", () => {
    const packets = [
      at(0.1, udpPacket(client, server, query(1))),
      at(0.2, udpPacket(client, server, query(2, "AAAA", 1232))),
      at(0.5, udpPacket(server, client, reply(2, 3))),
      at(0.7, udpPacket(server, client, reply(1, 0, { extended: 1 }))),
    ];
    expect(traceOf(packets, START_US)).toEqual([
      event(0.1, { reply: answered(0.7, "BADVERS") }),
      event(0.2, { type: "AAAA", edns: true, ednsSize: 1232, reply: answered(0.5, "NXDOMAIN") }),
    ]);
  });

  it("keeps sockets and servers apart that use the same id", () => {
    const other = { ...client, port: 4001 };
    const second = { address: "::1", port: 53 };
    const packets = [
      at(1, udpPacket(client, server, query(1))),
      at(2, udpPacket(other, server, query(1))),
      at(3, udpPacket({ address: "::1", port: 4000 }, second, query(1))),
      at(4, udpPacket(second, { address: "::1", port: 4000 }, reply(1))),
      at(5, udpPacket(server, other, reply(1))),
    ];
    expect(traceOf(packets, START_US)).toEqual([
      event(1),
      event(2, { clientPort: 4001, reply: answered(5) }),
      event(3, { server: "[::1]:53", reply: answered(4) }),
    ]);
  });

  describe("where a query was sent twice", () => {
    const packets = [
      at(0, udpPacket(client, server, query(1))),
      at(2500, udpPacket(client, server, query(1))),
      at(2501, udpPacket(server, client, reply(1))),
    ];
    const sent = (index: number): SentReply => ({
      client,
      server: "10.0.0.53",
      query: index,
      from: "10.0.0.53",
    });

    it.each([
      ["the second, when the first was dropped", [sent(1)], [null, 2501]],
      ["the first, when it was delayed", [sent(0)], [2501, null]],
      ["the first, when nobody knows", [], [2501, null]],
    ] as const)("the reply is that of %s", (_, replies, times) => {
      expect(traceOf(packets, START_US, replies).map((shown) => shown.reply?.atMs ?? null)).toEqual(times);
    });
  });

  it("finds the query of a reply from another address", () => {
    const elsewhere = { address: "10.0.0.99", port: 53 };
    const packets = [
      at(0, udpPacket(client, server, query(1))),
      at(1, udpPacket(elsewhere, client, reply(1))),
    ];
    const sent = { client, server: "10.0.0.53", query: 0, from: "10.0.0.99" };
    expect(traceOf(packets, START_US, [sent])).toEqual([event(0, { reply: answered(1) })]);
  });

  it("shows the reply that a resolver can have taken, where a server sent several", () => {
    const packets = [
      at(0, udpPacket(client, server, query(1))),
      at(1, udpPacket(server, client, reply(2, 5))),
      at(2, udpPacket(server, client, reply(1, 2, { reply: false }))),
      at(3, udpPacket(server, client, reply(1))),
      at(4, udpPacket(server, client, reply(1, 3))),
    ];
    expect(traceOf(packets, START_US)).toEqual([event(0, { reply: answered(3) })]);
  });

  it("shows queries and replies that cannot be read", () => {
    const packets = [
      at(0, udpPacket(client, server, Uint8Array.of(0, 1, 2))),
      at(1, udpPacket(server, client, Uint8Array.of(0, 1))),
      at(2, udpPacket(client, server, new Uint8Array())),
      at(3, udpPacket(client, server, query(7).subarray(0, 20))),
    ];
    const malformed = { name: "<malformed>", type: "?" };
    expect(traceOf(packets, START_US)).toEqual([
      event(0, { ...malformed, reply: answered(1, "<malformed>", 0) }),
      event(2, malformed),
      event(3, malformed),
    ]);
  });

  it.each([
    ["127.0.0.1", 3],
    ["::1", 4],
  ])("attaches port-unreachable to the query that it quotes, at %s", (address, code) => {
    const from = { address, port: 4000 };
    const to = { address, port: 53 };
    const queries = [udpPacket(from, to, query(1)), udpPacket(from, to, query(2, "AAAA"))];
    const packets = queries.flatMap((bytes, index) => [
      at(index, bytes),
      at(index + 0.5, icmpUnreachable(address, address, code, bytes)),
    ]);
    const fields = {
      server: address === "::1" ? "[::1]:53" : "127.0.0.1:53",
      icmp: "port-unreachable",
    } as const;
    expect(traceOf(packets, START_US)).toEqual([event(0, fields), event(1, { ...fields, type: "AAAA" })]);
  });

  it("overlooks ICMP about a reply that came too late", () => {
    const packets = [
      at(0, udpPacket(client, server, query(1))),
      at(1, udpPacket(server, client, reply(1))),
      at(2, icmpUnreachable("127.0.0.1", "10.0.0.53", 3, udpPacket(server, client, reply(1)))),
    ];
    expect(traceOf(packets, START_US)).toEqual([event(0, { reply: answered(1) })]);
  });
});

describe("TCP", () => {
  const ISN = 0xffff_fffe;
  const open = [
    at(0, tcpPacket(client, server, ISN, { flags: ["syn"] })),
    at(0.1, tcpPacket(server, client, 100, { flags: ["syn", "ack"] })),
  ];

  function segment(ms: number, from: Endpoint, offset: number, payload: Uint8Array): TapPacket {
    const [to, initial] = from === client ? [server, ISN] : [client, 100];
    return at(ms, tcpPacket(from, to, (initial + 1 + offset) >>> 0, { flags: ["push", "ack"], payload }));
  }

  it("puts queries and replies together, across segments, repeats and the wrap of sequence numbers", () => {
    const asked = Buffer.concat([prefixed(query(1)), prefixed(query(2, "AAAA"))]);
    const said = Buffer.concat([prefixed(reply(2)), prefixed(reply(1, 3))]);
    const half = prefixed(query(1)).length - 3;
    const packets = [
      ...open,
      segment(1, client, 0, asked.subarray(0, 1)),
      segment(3, client, half, asked.subarray(half)),
      segment(4, client, 1, asked.subarray(1, half)),
      segment(5, client, 0, asked.subarray(0, half)),
      segment(6, server, 0, said),
    ];
    expect(traceOf(packets, START_US)).toEqual([
      event(4, { transport: "tcp", reply: answered(6, "NXDOMAIN") }),
      event(4, { transport: "tcp", type: "AAAA", reply: answered(6) }),
    ]);
  });

  it("shows a query that the connection ended in, and no reply that is not whole", () => {
    const packets = [
      ...open,
      segment(1, client, 0, prefixed(query(1))),
      segment(2, server, 0, prefixed(reply(1)).subarray(0, 20)),
      segment(3, client, prefixed(query(1)).length, Uint8Array.of(0, 40, 1)),
    ];
    expect(traceOf(packets, START_US)).toEqual([
      event(1, { transport: "tcp" }),
      event(3, { transport: "tcp", name: "<malformed>", type: "?" }),
    ]);
  });

  it("starts over when a port is used again", () => {
    const packets = [
      ...open,
      segment(1, client, 0, prefixed(query(1))),
      at(2, tcpPacket(client, server, 5000, { flags: ["syn"] })),
      at(3, tcpPacket(client, server, 5001, { payload: prefixed(query(1)) })),
      at(4, tcpPacket(server, client, 77, { payload: prefixed(reply(1)) })),
    ];
    expect(traceOf(packets, START_US)).toEqual([
      event(1, { transport: "tcp" }),
      event(3, { transport: "tcp", reply: answered(4) }),
    ]);
  });
});

it("never throws, whatever the packets are", () => {
  const endpoints = [
    [client, server],
    [server, client],
  ] as const;
  const packet = fc.tuple(
    fc.constantFrom(...endpoints),
    fc.uint8Array({ maxLength: 40 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 0xffffffff }),
  );
  fc.assert(
    fc.property(fc.array(packet), (packets) => {
      const tapped = packets.map(([[from, to], payload, tcp, sequence], index) =>
        at(index, tcp ? tcpPacket(from, to, sequence, { payload }) : udpPacket(from, to, payload)),
      );
      expect(() => traceOf(tapped, START_US)).not.toThrow();
    }),
  );
});

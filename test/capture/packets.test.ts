/** DNS overheard in files of packets, of every link and format, and of any bytes. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guessConf } from "../../harness/capture/guessed-conf.ts";
import { overhear } from "../../harness/capture/overheard.ts";
import { PacketFileError, readPackets } from "../../harness/capture/packet-file.ts";
import { concatBytes } from "../../harness/wire/bytes.ts";
import { encodePcap } from "../../harness/wire/pcap.ts";
import { encodeQuery } from "../../harness/wire/query.ts";

const CLIENT = [10, 0, 0, 9] as const;
const SERVER = [10, 0, 0, 53] as const;
const query = (id: number, name: string, type = 1) => encodeQuery({ id, name, type });
function reply(message: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(message);
  bytes[2] = (bytes[2] ?? 0) | 0x80;
  return bytes;
}

function ipv4(
  protocol: number,
  from: readonly number[],
  to: readonly number[],
  content: Uint8Array,
): Uint8Array {
  const length = 20 + content.length;
  const header = [0x45, 0, length >> 8, length & 0xff, 0, 0, 0, 0, 64, protocol, 0, 0, ...from, ...to];
  return Uint8Array.of(...header, ...content);
}
function udp(toServer: boolean, message: Uint8Array, port = 40_000): Uint8Array {
  const ports = toServer ? [port, 53] : [53, port];
  const length = 8 + message.length;
  const header = [...ports, length, 0].flatMap((word) => [word >> 8, word & 0xff]);
  const [from, to] = toServer ? [CLIENT, SERVER] : [SERVER, CLIENT];
  return ipv4(17, from, to, Uint8Array.of(...header, ...message));
}
function tcp(toServer: boolean, sequence: number, flags: number, payload: Uint8Array): Uint8Array {
  const ports = toServer ? [40_001, 53] : [53, 40_001];
  const header = [...ports.flatMap((word) => [word >> 8, word & 0xff]), 0, 0, 0, sequence, 0, 0, 0, 0];
  const [from, to] = toServer ? [CLIENT, SERVER] : [SERVER, CLIENT];
  return ipv4(6, from, to, Uint8Array.of(...header, 0x50, flags, 0, 0, 0, 0, 0, 0, ...payload));
}
const prefixed = (bytes: Uint8Array) => Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes);
const portUnreachable = (quoted: Uint8Array) =>
  ipv4(1, SERVER, CLIENT, Uint8Array.of(3, 3, 0, 0, 0, 0, 0, 0, ...quoted));

const A = query(1, "db.prod.");
/** A reply after 30 ms, a question without one, a closed port, and one over TCP in two segments. */
const TRAFFIC: readonly (readonly [timeUs: number, bytes: Uint8Array])[] = [
  [0, udp(true, A)],
  [30_000, udp(false, reply(A))],
  [31_000, udp(false, reply(query(1, "late.")))],
  [40_000, udp(true, query(2, "silent."), 40_002)],
  [50_000, udp(true, query(3, "closed."), 40_003)],
  [51_000, portUnreachable(udp(true, query(3, "closed."), 40_003))],
  [60_000, tcp(true, 1, 2, new Uint8Array())],
  [61_000, tcp(false, 1, 2, new Uint8Array())],
  [62_000, tcp(true, 2, 0, prefixed(A))],
  [63_000, tcp(false, 2, 0, prefixed(reply(A)).subarray(0, 5))],
  [64_000, tcp(false, 7, 0, prefixed(reply(A)).subarray(5))],
];
const FILE = encodePcap(TRAFFIC.map(([timeUs, bytes]) => ({ timeUs, bytes })));

function shown(file: Uint8Array): readonly string[] {
  return overhear(readPackets(file)).heard.map(({ asked, answered }) => {
    const after = answered.kind === "reply" ? ` after ${answered.afterMs} ms` : "";
    return `${asked.server} ${asked.transport} ${asked.name} ${asked.type}: ${answered.kind}${after}`;
  });
}
const EXPECTED = [
  "10.0.0.53 udp db.prod. A: reply after 30 ms",
  "10.0.0.53 udp silent. A: silence",
  "10.0.0.53 udp closed. A: closed",
  "10.0.0.53 tcp db.prod. A: reply after 2 ms",
];

/** The file with another link type, and what that puts before each packet. */
function linked(linkType: number, before: readonly number[]): Uint8Array {
  const packets = TRAFFIC.map(([timeUs, bytes]) => ({ timeUs, bytes: Uint8Array.of(...before, ...bytes) }));
  const file = encodePcap(packets);
  new DataView(file.buffer).setUint32(20, linkType, true);
  return file;
}

function pcapng(resolution: number): Uint8Array {
  const block = (type: number, body: Uint8Array): Uint8Array => {
    const padded = concatBytes([body, new Uint8Array(-body.length & 3)]);
    const length = words(12 + padded.length);
    return concatBytes([words(type), length, padded, length]);
  };
  const words = (...numbers: readonly number[]): Uint8Array =>
    new Uint8Array(Uint32Array.from(numbers).buffer);
  const section = block(0x0a0d0d0a, words(0x1a2b3c4d, 1, 0xffffffff, 0xffffffff));
  const linkAndLimit = Uint8Array.of(101, 0, 0, 0, 0, 0, 4, 0);
  const option = Uint8Array.of(9, 0, 1, 0, resolution, 0, 0, 0);
  const packets = TRAFFIC.map(([timeUs, bytes]) => {
    const time = timeUs * 10 ** (resolution - 6);
    const head = words(0, Math.floor(time / 2 ** 32), time % 2 ** 32, bytes.length, bytes.length);
    return block(6, concatBytes([head, bytes]));
  });
  return concatBytes([section, block(1, concatBytes([linkAndLimit, option])), ...packets]);
}

/** The words of the file's headers the other way round. */
function swapped(file: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(file);
  const view = new DataView(copy.buffer);
  const turn = (at: number) => view.setUint32(at, view.getUint32(at, true), false);
  const lengths: number[] = [];
  for (let at = 24; at < file.length; at += 16 + view.getUint32(at + 8, true)) lengths.push(at);
  for (const at of lengths) for (const field of [0, 4, 8, 12]) turn(at + field);
  for (const at of [0, 16, 20]) turn(at);
  return copy;
}

describe("what was asked and what came of it", () => {
  const ethernet = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6];
  test.each<readonly [string, Uint8Array]>([
    ["raw packets", FILE],
    ["Ethernet", linked(1, [...ethernet, 8, 0])],
    ["Ethernet with a VLAN tag", linked(1, [...ethernet, 0x81, 0, 0, 5, 8, 0])],
    ["Linux cooked", linked(113, [...Array<number>(14).fill(0), 8, 0])],
    ["Linux cooked, version 2", linked(276, [8, 0, ...Array<number>(18).fill(0)])],
    ["loopback", linked(0, [2, 0, 0, 0])],
    ["the other byte order", swapped(FILE)],
    ["pcapng", pcapng(6)],
    ["pcapng with nanoseconds", pcapng(9)],
  ])("%s", (_, file) => {
    expect(shown(file)).toEqual(EXPECTED);
  });

  test("a file that is cut off has what is whole", () => {
    expect(shown(FILE.subarray(0, FILE.length - 3))).toEqual([
      ...EXPECTED.slice(0, 3),
      "10.0.0.53 tcp db.prod. A: silence",
    ]);
  });

  test("packets of another link are counted", () => {
    expect(overhear(readPackets(linked(147, [])))).toEqual({ heard: [], strange: TRAFFIC.length });
  });
});

test.each([
  ["", "short"],
  ["x".repeat(30), "text"],
])("%j is no file of packets", (text) => {
  expect(() => readPackets(Buffer.from(text))).toThrow(PacketFileError);
});

test("any bytes come to an end", () => {
  const start = fc.constantFrom(FILE.subarray(0, 24), pcapng(6).subarray(0, 60), FILE.subarray(0, 90));
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 300 }), (first, rest) => {
      overhear(readPackets(concatBytes([first, rest])));
    }),
    { numRuns: 1000 },
  );
});

test("a resolv.conf is guessed from the questions", () => {
  const ask = (id: number, name: string, port: number) =>
    [id * 1000, udp(true, query(id, name), port)] as const;
  const traffic = [ask(1, "db.prod.svc.", 5001), ask(2, "db.prod.cluster.", 5002), ask(3, "db.prod.", 5003)];
  const { heard } = overhear(readPackets(encodePcap(traffic.map(([timeUs, bytes]) => ({ timeUs, bytes })))));
  const { text, because } = guessConf(heard, ["db.prod"]);
  expect(text).toBe("nameserver 10.0.0.53\nsearch svc cluster\noptions ndots:2\n");
  expect(because).toContain("guessed");
});

import dnsPacket from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../harness/wire/errors.ts";
import {
  decodeMessage,
  encodeMessage,
  fullRcode,
  header,
  type Message,
  optOf,
  optRecord,
  type ResourceRecord,
} from "../../harness/wire/message.ts";
import { TYPE } from "../../harness/wire/mnemonics.ts";
import { formatLabels } from "../../harness/wire/names.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import { formatRdata, parseRdata } from "../../harness/wire/records.ts";
import { FUZZ_LIMIT, fuzzed, seedTold } from "../support/fuzz.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const EMPTY = { questions: [], answers: [], authority: [], additional: [] } as const;

const plainName = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/), { minLength: 1, maxLength: 5 })
  .map((labels) => `${labels.join(".")}.`);
const anyName = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 6 })
  .map((labels) => formatLabels(labels));
const octet = fc.nat(255);
const fieldsByType: Readonly<Record<number, fc.Arbitrary<string[]>>> = {
  [TYPE.A]: fc.tuple(octet, octet, octet, octet).map((bytes) => [bytes.join(".")]),
  [TYPE.AAAA]: fc
    .ipV6()
    .map((text) => [text])
    .filter(([text]) => !text?.includes(".")),
  [TYPE.CNAME]: plainName.map((name) => [name]),
  [TYPE.NS]: plainName.map((name) => [name]),
  [TYPE.PTR]: plainName.map((name) => [name]),
  [TYPE.MX]: fc.tuple(fc.nat(65535), plainName).map(([preference, name]) => [String(preference), name]),
  [TYPE.SRV]: fc.tuple(fc.nat(65535), fc.nat(65535), fc.nat(65535), plainName).map((all) => all.map(String)),
  [TYPE.TXT]: fc.array(fc.stringMatching(/^[ -!#-[\]-~]{0,40}$/), { minLength: 1, maxLength: 4 }),
  [TYPE.SOA]: fc
    .tuple(plainName, plainName, fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat())
    .map((all) => all.map(String)),
};
const recordOf = (names: fc.Arbitrary<string>): fc.Arbitrary<ResourceRecord> =>
  fc
    .constantFrom(...Object.keys(fieldsByType).map(Number))
    .chain((type) =>
      fc
        .record({ name: names, ttl: fc.nat(0x7fffffff), fields: fieldsByType[type] ?? fc.constant([]) })
        .map(({ name, ttl, fields }) => ({ name, type, class: 1, ttl, data: parseRdata(type, fields) })),
    );
const headers = fc
  .record({
    id: fc.nat(65535),
    reply: fc.boolean(),
    opcode: fc.constantFrom(0, 1, 2, 4, 5),
    authoritative: fc.boolean(),
    truncated: fc.boolean(),
    recursionDesired: fc.boolean(),
    recursionAvailable: fc.boolean(),
    authenticData: fc.boolean(),
    checkingDisabled: fc.boolean(),
    rcode: fc.nat(15),
  })
  .map(header);
const messageOf = (names: fc.Arbitrary<string>): fc.Arbitrary<Message> =>
  fc.record({
    header: headers,
    questions: fc.array(
      fc.record({ name: names, type: fc.constantFrom(1, 28, 255), class: fc.constant(1) }),
      {
        maxLength: 2,
      },
    ),
    answers: fc.array(recordOf(names), { maxLength: 8 }),
    authority: fc.array(recordOf(names), { maxLength: 3 }),
    additional: fc.array(recordOf(names), { maxLength: 3 }),
  });

describe(`round trip (${seedTold})`, FUZZ_LIMIT, () => {
  it("keeps every message, compressed or not", () => {
    fc.assert(
      fc.property(messageOf(anyName), fc.boolean(), (message, compress) => {
        expect(decodeMessage(encodeMessage(message, { compress }))).toEqual(message);
      }),
      fuzzed(),
    );
  });

  it("compression never makes a message longer", () => {
    fc.assert(
      fc.property(messageOf(plainName), (message) => {
        expect(encodeMessage(message).length).toBeLessThanOrEqual(
          encodeMessage(message, { compress: false }).length,
        );
      }),
      fuzzed(),
    );
  });

  it("points to names of the question and of data, but keeps their case", () => {
    const a = (name: string): ResourceRecord => ({
      name,
      type: TYPE.A,
      class: 1,
      ttl: 0,
      data: Uint8Array.of(192, 0, 2, 1),
    });
    const question = { name: "www.test.", type: TYPE.A, class: 1 };
    const bytes = encodeMessage({
      ...EMPTY,
      header: header({}),
      questions: [question],
      answers: [a("www.test.")],
    });
    expect(hex(bytes.subarray(26))).toBe("c00c0001000100000000" + "0004" + "c0000201");
    const other = encodeMessage({
      ...EMPTY,
      header: header({}),
      questions: [question],
      answers: [a("WWW.test.")],
    });
    expect(decodeMessage(other).answers[0]?.name).toBe("WWW.test.");
  });

  it("compresses names in data of the types of RFC 1035 only", () => {
    const length = (type: number, data: Uint8Array) =>
      encodeMessage({
        ...EMPTY,
        header: header({}),
        questions: [{ name: "www.test.", type, class: 1 }],
        answers: [{ name: "www.test.", type, class: 1, ttl: 0, data }],
      }).length;
    // Header, question, record with a pointer for its owner; then the data.
    const bare = 12 + 14 + 12;
    expect(length(TYPE.CNAME, parseRdata(TYPE.CNAME, ["www.test."]))).toBe(bare + 2);
    expect(length(TYPE.MX, parseRdata(TYPE.MX, ["1", "m.test."]))).toBe(bare + 2 + 2 + 2);
    expect(length(TYPE.SRV, parseRdata(TYPE.SRV, ["1", "2", "3", "www.test."]))).toBe(bare + 6 + 10);
  });

  it("writes names beyond the reach of pointers in full", () => {
    const filler = { name: ".", type: TYPE.TXT, class: 1, ttl: 0, data: new Uint8Array(0x4000).fill(0) };
    const late = { name: "late.test.", type: TYPE.A, class: 1, ttl: 0, data: Uint8Array.of(1, 2, 3, 4) };
    const message = { ...EMPTY, header: header({}), answers: [filler, late, late] };
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });
});

describe(`against dns-packet (${seedTold})`, FUZZ_LIMIT, () => {
  it("dns-packet reads what is written", () => {
    fc.assert(
      fc.property(messageOf(plainName), (message) => {
        const theirs = dnsPacket.decode(Buffer.from(encodeMessage(message)));
        expect(theirs.id).toBe(message.header.id);
        expect(theirs.questions?.map(({ name, type }) => `${name}. ${type}`)).toEqual(
          message.questions.map(
            ({ name, type }) => `${name} ${type === 1 ? "A" : type === 28 ? "AAAA" : "ANY"}`,
          ),
        );
        for (const section of ["answers", "authority", "additional"] as const) {
          const theirSection =
            section === "answers"
              ? theirs.answers
              : section === "authority"
                ? theirs.authorities
                : theirs.additionals;
          expect(theirSection?.map(describeTheirs)).toEqual(message[section].map(describeOurs));
        }
      }),
      fuzzed(),
    );
  });

  it("reads what dns-packet writes", () => {
    fc.assert(
      fc.property(messageOf(plainName), (message) => {
        const ours = encodeMessage(message);
        const theirs = dnsPacket.encode(dnsPacket.decode(Buffer.from(ours)));
        expect(decodeMessage(theirs)).toEqual(message);
      }),
      fuzzed(),
    );
  });
});

/** dns-packet drops the final dot and gives texts of a TXT as buffers. */
function describeTheirs(answer: dnsPacket.Answer): string {
  const data: unknown = "data" in answer ? answer.data : null;
  const ttl = "ttl" in answer ? answer.ttl : null;
  return `${answer.name}. ${ttl} ${answer.type} ${JSON.stringify(theirData(answer.type, data))}`;
}

function theirData(type: string, data: unknown): unknown {
  if (type === "TXT" && Array.isArray(data)) return data.map((text) => `"${String(text)}"`).join(" ");
  if (typeof data === "string") return type === "A" || type === "AAAA" ? data : `${data}.`;
  return data;
}

function describeOurs({ name, ttl, type, data }: ResourceRecord): string {
  const text = formatRdata(type, data);
  const fields = text.split(" ");
  const [mnemonic, value] = ((): readonly [string, unknown] => {
    switch (type) {
      case TYPE.A:
        return ["A", text];
      case TYPE.AAAA:
        return ["AAAA", text];
      case TYPE.MX:
        return ["MX", { preference: Number(fields[0]), exchange: fields[1]?.slice(0, -1) }];
      case TYPE.SRV: {
        const [priority, weight, port] = fields.map(Number);
        return ["SRV", { priority, weight, port, target: fields[3]?.slice(0, -1) }];
      }
      case TYPE.SOA: {
        const [serial, refresh, retry, expire, minimum] = fields.slice(2).map(Number);
        const [mname, rname] = fields.map((field) => field.slice(0, -1));
        return ["SOA", { mname, rname, serial, refresh, retry, expire, minimum }];
      }
      case TYPE.TXT:
        return ["TXT", text];
      default:
        return [type === TYPE.CNAME ? "CNAME" : type === TYPE.NS ? "NS" : "PTR", text];
    }
  })();
  return `${name} ${ttl} ${mnemonic} ${JSON.stringify(value)}`;
}

describe(`broken messages (${seedTold})`, FUZZ_LIMIT, () => {
  const sane = encodeMessage({
    ...EMPTY,
    header: header({ id: 7, reply: true }),
    questions: [{ name: "www.test.", type: TYPE.A, class: 1 }],
    answers: [{ name: "www.test.", type: TYPE.A, class: 1, ttl: 1, data: Uint8Array.of(192, 0, 2, 1) }],
    additional: [optRecord({ udpSize: 1232 })],
  });

  it("are refused wherever they are cut", () => {
    for (let length = 0; length < sane.length; length += 1) {
      expect(() => decodeMessage(sane.subarray(0, length)), `${length} bytes`).toThrow(WireError);
    }
    expect(() => decodeMessage(Uint8Array.of(...sane, 0))).toThrow(/bytes behind the last record/);
  });

  it("are read or refused with a WireError, whatever they are", () => {
    const changed = fc
      .array(fc.tuple(fc.nat(sane.length - 1), octet), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const bytes = sane.slice();
        for (const [offset, byte] of changes) bytes[offset] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), changed), (bytes) => {
        for (const pointers of ["backward", 10] as const) {
          try {
            decodeMessage(bytes, pointers);
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        }
      }),
      fuzzed(3000),
    );
  });

  it.each([
    ["an A of three bytes", TYPE.A, [1, 2, 3]],
    ["an A of five bytes", TYPE.A, [1, 2, 3, 4, 5]],
    ["an empty TXT", TYPE.TXT, []],
    ["a TXT whose string is longer than its data", TYPE.TXT, [5, 65]],
    ["a CNAME with bytes behind the name", TYPE.CNAME, [0, 0]],
  ])("%s is refused on reading, but can be written", (_, type, data) => {
    const record = { name: ".", type, class: 1, ttl: 0, data: Uint8Array.from(data) };
    const bytes = encodeMessage({
      ...EMPTY,
      header: header({}),
      answers: [record, { ...record, type: TYPE.A, data: Uint8Array.of(1, 2, 3, 4) }],
    });
    expect(() => decodeMessage(bytes)).toThrow(WireError);
  });

  it("a message over 65535 bytes or a number that does not fit is refused on writing", () => {
    const big = { name: ".", type: 65000, class: 1, ttl: 0, data: new Uint8Array(60_000) };
    const write =
      (answers: readonly ResourceRecord[], id = 0) =>
      () =>
        encodeMessage({ ...EMPTY, header: header({ id }), answers });
    expect(write([big, big])).toThrow(WireError);
    expect(write([{ ...big, class: 65536 }])).toThrow(WireError);
    expect(write([{ ...big, name: "a..b" }])).toThrow(WireError);
    expect(write([], 65536)).toThrow(WireError);
  });
});

describe("OPT", () => {
  it("carries size, version, DO and the upper bits of the response code", () => {
    const opt = optRecord({ udpSize: 4096, extendedRcode: 0xff, version: 1, dnssecOk: true });
    const message = { ...EMPTY, header: header({ rcode: 1 }), additional: [opt] };
    const read = decodeMessage(encodeMessage(message));
    expect(optOf(read)).toEqual({
      udpSize: 4096,
      extendedRcode: 0xff,
      version: 1,
      dnssecOk: true,
      options: new Uint8Array(),
    });
    expect(fullRcode(read)).toBe(0xff1);
    expect(fullRcode({ ...read, additional: [] })).toBe(1);
  });
});

describe("queries", () => {
  it("are those of a stub resolver, byte for byte", () => {
    expect(hex(encodeQuery({ id: 0x1234, name: "www.example.com", type: TYPE.A }))).toBe(
      "123401000001000000000000" + "03777777076578616d706c6503636f6d00" + "00010001",
    );
    const edns = encodeQuery({ id: 1, name: "a.", type: TYPE.AAAA, authenticData: true, ednsSize: 1232 });
    expect(hex(edns)).toBe("000101200001000000000001" + "016100" + "001c0001" + "00002904d0000000000000");
    const iterative = encodeQuery({ id: 1, name: "a.", type: TYPE.A, recursionDesired: false });
    expect(hex(iterative.subarray(0, 4))).toBe("00010000");
  });
});

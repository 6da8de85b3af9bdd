import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeMessage, header, optRecord } from "../../harness/wire/message.ts";
import { encodeQuery } from "../../harness/wire/query.ts";
import { MALFORMED, summarizeQuery, summarizeReply } from "../../harness/wire/summary.ts";

const query = encodeQuery({ id: 258, name: "www.test.", type: 28, ednsSize: 1232 });
const record = { name: "www.test.", type: 1, class: 1, ttl: 0, data: Uint8Array.of(1, 2, 3, 4) };
const reply = encodeMessage({
  header: header({ id: 258, reply: true, truncated: true, rcode: 1 }),
  questions: [],
  answers: [record, record],
  authority: [],
  additional: [record, optRecord({ udpSize: 512, extendedRcode: 1 })],
});

it("a query", () => {
  expect(summarizeQuery(query)).toEqual({
    id: 258,
    name: "www.test.",
    type: "AAAA",
    edns: true,
    ednsSize: 1232,
    ad: false,
  });
  expect(summarizeQuery(encodeQuery({ id: 1, name: ".", type: 999 }))).toEqual({
    id: 1,
    name: ".",
    type: "TYPE999",
    edns: false,
    ednsSize: null,
    ad: false,
  });
});

it("a reply, with the upper bits of its response code", () => {
  expect(summarizeReply(reply)).toEqual({
    id: 258,
    marked: true,
    rcode: "BADKEY",
    answers: 2,
    truncated: true,
    ad: false,
  });
});

it("what is broken shows as much as can be read", () => {
  expect(summarizeQuery(new Uint8Array())).toEqual({
    id: null,
    name: MALFORMED,
    type: "?",
    edns: false,
    ednsSize: null,
    ad: false,
  });
  expect(summarizeQuery(query.subarray(0, 15))).toMatchObject({ id: 258, name: MALFORMED });
  expect(summarizeQuery(query.subarray(0, -3))).toMatchObject({
    name: "www.test.",
    type: "AAAA",
    edns: false,
  });
  expect(summarizeReply(query.subarray(0, 7))).toEqual({
    id: 258,
    marked: false,
    rcode: MALFORMED,
    answers: 0,
    truncated: false,
    ad: false,
  });
  // The OPT record is gone, and with it the upper bits.
  expect(summarizeReply(reply.subarray(0, -12))).toMatchObject({
    rcode: "FORMERR",
    answers: 2,
    truncated: true,
  });
});

it("the AD bit of both", () => {
  const asking = encodeMessage({
    header: header({ id: 1, recursionDesired: true, authenticData: true }),
    questions: [{ name: "www.test.", type: 1, class: 1 }],
    answers: [],
    authority: [],
    additional: [],
  });
  expect(summarizeQuery(asking)).toMatchObject({ ad: true });
  expect(summarizeReply(asking)).toMatchObject({ ad: true });
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(typeof summarizeQuery(bytes).name).toBe("string");
      expect(typeof summarizeReply(bytes).rcode).toBe("string");
    }),
  );
});

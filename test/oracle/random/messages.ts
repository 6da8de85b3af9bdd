/** Random whole messages, sound or damaged. */
import fc from "fast-check";
import type { Rule } from "../../../harness/fixture/dns-server.ts";
import { encodeMessage, header, optRecord } from "../../../harness/wire/message.ts";
import { CLASS, TYPE } from "../../../harness/wire/mnemonics.ts";
import { parseRdata } from "../../../harness/wire/records.ts";

/** A whole message, sound or damaged: what the parser makes of it shows in the outcome. */
export const damaged: fc.Arbitrary<Rule> = fc
  .record({
    type: fc.constantFrom<"A" | "AAAA">("A", "AAAA"),
    answers: fc.array(
      fc.record({
        name: fc.constantFrom("h.test.", "c.test.", "d\\.e.test."),
        type: fc.constantFrom<"A" | "AAAA" | "CNAME">("A", "AAAA", "CNAME"),
      }),
      { maxLength: 4 },
    ),
    authority: fc.boolean(),
    opt: fc.constantFrom<number | null>(null, 0, 1, 240),
    flags: fc.constantFrom(0, 0, 0, 2, 3),
    compress: fc.boolean(),
    damage: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant("set" as const),
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          value: fc.constantFrom(0, 1, 4, 16, 0x40, 0x80, 0xc0, 0xff, 12, 30, 46),
        }),
        fc.record({
          kind: fc.constant("cut" as const),
          at: fc.double({ min: 0.3, max: 1, noNaN: true }),
          value: fc.constant(0),
        }),
      ),
      { maxLength: 3 },
    ),
  })
  .map(({ type, answers, authority, opt, flags, compress, damage }) => {
    const data = {
      A: parseRdata(TYPE.A, ["127.0.0.1"]),
      AAAA: parseRdata(TYPE.AAAA, ["::1"]),
      CNAME: parseRdata(TYPE.CNAME, ["c.test."]),
    };
    const bytes = encodeMessage(
      {
        header: header({ reply: true, recursionDesired: true, recursionAvailable: true, rcode: flags }),
        questions: [{ name: "h.test.", type: TYPE[type], class: CLASS.IN }],
        answers: answers.map((each) => ({
          name: each.name,
          type: TYPE[each.type],
          class: CLASS.IN,
          ttl: 30,
          data: data[each.type],
        })),
        authority: authority
          ? [{ name: "test.", type: TYPE.NS, class: CLASS.IN, ttl: 30, data: data.CNAME }]
          : [],
        additional: opt === null ? [] : [optRecord({ udpSize: 1232, extendedRcode: opt })],
      },
      { compress },
    );
    return { when: { name: "h.test.", type }, reply: { raw: damage.reduce(harm, bytes) } };
  });

function harm(
  bytes: Uint8Array,
  { kind, at, value }: { readonly kind: "set" | "cut"; readonly at: number; readonly value: number },
): Uint8Array {
  // The first twelve bytes and the question decide whether a reply is looked at; most damage is to be done behind them.
  const start = Math.min(bytes.length, 24);
  const offset = start + Math.floor(at * Math.max(bytes.length - start - 1, 0));
  if (kind === "cut") return bytes.slice(0, offset);
  const harmed = new Uint8Array(bytes);
  if (offset < harmed.length) harmed[offset] = value;
  return harmed;
}

/** Random replies, rules and servers. */
import fc from "fast-check";
import type { DnsServer, Rule, RuleReply } from "../../../harness/fixture/dns-server.ts";
import { damaged } from "./messages.ts";
import { SERVERS } from "./places.ts";

const recordName = fc.constantFrom(
  "@",
  "@",
  "@",
  "c.test.",
  "d.test.",
  "evil.example.",
  "x_y.test.",
  "bad!.test.",
);
const record = fc.oneof(
  fc
    .tuple(recordName, fc.constantFrom("127.0.0.1", "127.0.0.2", "192.0.2.1", "10.1.2.3", "127.0.0.1"))
    .map(([owner, address]) => `${owner} 30 IN A ${address}`),
  fc
    .tuple(
      recordName,
      fc.constantFrom(
        "::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:192.0.2.9",
        "fe80::1",
        "fec0::1",
        "2002::1",
        "::2",
      ),
    )
    .map(([owner, address]) => `${owner} 30 IN AAAA ${address}`),
  fc
    .tuple(recordName, fc.constantFrom("c.test.", "d.test.", ".", "-.test.", "bad!.test."))
    .map(([owner, target]) => `${owner} 30 IN CNAME ${target}`),
  fc.constantFrom("@ 30 IN TXT x", "@ 30 IN MX 5 m.test."),
);
const records = fc.array(record, { maxLength: 4 }).map((lines) => lines.join("\n"));

const flags: fc.Arbitrary<RuleReply> = fc.record(
  {
    aa: fc.boolean(),
    ra: fc.boolean(),
    edns: fc.constantFrom<"echo" | "none" | "answer-section">("echo", "none", "answer-section"),
    authority: fc.constantFrom("test. 30 IN NS ns.test.", ""),
    additional: fc.constantFrom("x.test. 30 IN A 192.0.2.3", ""),
  },
  { requiredKeys: [] },
);
const oddities: fc.Arbitrary<RuleReply> = fc.oneof(
  fc.record({
    question: fc.constantFrom<"none" | "twice" | "wrong" | "upper-case">(
      "none",
      "twice",
      "wrong",
      "upper-case",
    ),
  }),
  fc.record({ id: fc.constant<"wrong">("wrong") }),
  fc.record({ qr: fc.constant(false) }),
  fc.record({ tc: fc.constant(true) }),
  fc.record({ truncate: fc.constantFrom<boolean | number>(true, 1) }),
  fc.record({ cut: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ size: fc.constantFrom(511, 513, 1231, 1233, 1300, 3000) }),
  fc.record({
    close: fc.constantFrom<true | "reset" | number>(true, "reset", 1, 2, 9),
    tc: fc.constant(true),
  }),
  fc.record({ duplicate: fc.constant(2) }),
  fc.record({ raw: fc.uint8Array({ maxLength: 30 }) }),
  fc.record({
    before: fc.array(
      fc.constantFrom<RuleReply>(
        { id: "wrong", answers: "@ 30 IN A 127.0.0.7" },
        { question: "wrong" },
        { raw: new Uint8Array(5) },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({ delayMs: fc.constantFrom(60, 120) }),
);
const rcode = fc.constantFrom(
  "NOERROR",
  "NOERROR",
  "NXDOMAIN",
  "NXDOMAIN",
  "SERVFAIL",
  "REFUSED",
  "FORMERR",
  "NOTIMP",
  "BADVERS",
  9,
  19,
  3841,
);
/** More than a small datagram holds, or than any that Go reads. */
const manyAddresses: fc.Arbitrary<RuleReply> = fc.integer({ min: 25, max: 110 }).map((count) => ({
  answers: Array.from({ length: count }, (_, last) => `@ 30 IN A 127.1.0.${last}`).join("\n"),
}));
const content: fc.Arbitrary<RuleReply> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(rcode, records).map(([code, answers]) => ({ rcode: code, answers })) },
  { weight: 3, arbitrary: records.map((answers) => ({ answers })) },
  { weight: 2, arbitrary: rcode.map((code) => ({ rcode: code })) },
  { weight: 1, arbitrary: manyAddresses },
);
const reply: fc.Arbitrary<RuleReply> = fc
  .tuple(
    content,
    flags,
    fc.oneof({ weight: 3, arbitrary: fc.constant<RuleReply>({}) }, { weight: 1, arbitrary: oddities }),
  )
  .map(([first, second, third]) => ({ ...first, ...second, ...third }));

const askedName = fc.constantFrom(
  "h.test.",
  "h.test.",
  "h.a.test.",
  "foo.a.test.",
  "foo.",
  "foo.bar.",
  "*",
  "*.test.",
  "*.b.test.",
);
const rule: fc.Arbitrary<Rule> = fc
  .record({
    name: askedName,
    type: fc.constantFrom<"A" | "AAAA" | "CNAME" | null>("A", "AAAA", "CNAME", null),
    transport: fc.constantFrom<"udp" | "tcp" | null>(null, null, null, "udp", "tcp"),
    nth: fc.constantFrom<number | null>(null, null, null, 1, 2),
    edns: fc.constantFrom<boolean | null>(null, null, null, true),
    reply,
  })
  .map(({ name, type, transport, nth, edns, reply }) => ({
    when: {
      name,
      ...(type === null ? {} : { type }),
      ...(transport === null ? {} : { transport }),
      // Which of A and AAAA comes first is not certain, so only one of them is counted.
      ...(nth === null || type === null ? {} : { nth }),
      ...(edns === null ? {} : { edns }),
    },
    reply,
  }));

/** Servers of one case. Silence costs a second each time, so it is rare. */
export const servers: fc.Arbitrary<readonly DnsServer[]> = fc.tuple(
  ...SERVERS.map((address) =>
    fc
      .record({
        rules: fc.array(fc.oneof({ weight: 6, arbitrary: rule }, { weight: 1, arbitrary: damaged }), {
          maxLength: 4,
        }),
        missing: fc.constantFrom("NXDOMAIN", "NXDOMAIN", "NXDOMAIN", "REFUSED", "SERVFAIL"),
        tcp: fc.constantFrom<"open" | "closed">("open", "open", "open", "closed"),
        udp: fc.constantFrom<"open" | "closed" | "silent">(
          ...new Array<"open">(30).fill("open"),
          "closed",
          "closed",
          "silent",
        ),
        known: fc.boolean(),
      })
      .map(
        ({ rules, missing, tcp, udp, known }): DnsServer => ({
          address,
          udp,
          tcp,
          delayMs: 0,
          zone: known
            ? "h.test. 30 IN A 127.0.0.4\nh.test. 30 IN AAAA ::1\nfoo.bar. 30 IN A 127.0.0.5\n"
            : "",
          missing,
          rules,
        }),
      ),
  ),
);

/** Random names to look up, and names and addresses that files speak of. */
import fc from "fast-check";
import { CLOSED } from "./places.ts";

/** What looks like an address, and is one or not by version. */
export const oddAddress = fc.constantFrom(
  "127.1",
  "localhost",
  "127.0.0.02",
  "::ffff:127.0.0.2",
  "0:0:0:0:0:0:0:1",
  "00001::1",
  "fe80::1%lo",
  "fe80::1%",
  "fe80::1%a%b",
  "[::1]",
  "127.0.0.1;x",
  "127.0.0.1:53",
  "1.2.3.4.5",
  "::1.2.3.4",
  "1::2::3",
  "12345::",
  "0x7f.0.0.1",
  "203.0.113.53",
  CLOSED,
);

/** Names that the hosts files of cases have. */
export const hostName = fc.constantFrom(
  "h",
  "H",
  "h.test",
  "h.test.",
  "Foo.Bar",
  "localhost",
  "localhost.",
  "box",
  "123",
  "-x",
  "a_b",
  "x.onion",
  "foo.local",
  "b\u00fccher.test",
  "only6",
  "only4",
  `${"q".repeat(260)}`,
);

const label = fc.constantFrom(
  "a",
  "B",
  "foo",
  "x-y",
  "_srv",
  "1",
  "9z",
  "-a",
  "a-",
  "",
  "\u00fc",
  "a b",
  "%",
  "\\",
  "*",
  "l".repeat(63),
  "l".repeat(64),
);
/** Any name. */
export const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "h",
      "h.test",
      "h.test.",
      "foo",
      "foo.bar",
      "Foo.Bar.",
      "localhost",
      "box",
      "BOX.",
      "foo.local",
      "foo.LOCAL.",
      "x.onion",
      "x.onion.",
      "x.localhost",
      "_gateway",
      "gateway",
      "_outbound",
      "a.b.c",
      ".",
      "1-2",
      "123",
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "", "."))
      .map(([labels, dot]) => labels.join(".") + dot),
  },
  { weight: 1, arbitrary: oddAddress },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "::",
      "0.0.0.0",
      "::1",
      "192.0.2.1",
      "::ffff:192.0.2.1",
      "::FFFF:192.0.2.1",
      "fe80::1%lo",
      "1.2.3",
      "1.2.3.4.",
      "",
    ),
  },
);

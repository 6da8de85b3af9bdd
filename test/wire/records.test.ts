import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../harness/wire/errors.ts";
import { TYPE } from "../../harness/wire/mnemonics.ts";
import { formatRdata, parseRdata, parseTtl } from "../../harness/wire/records.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("master-file text to bytes and back", () => {
  it.each([
    ["A", ["192.0.2.1"], "c0000201", "192.0.2.1"],
    ["AAAA", ["2001:DB8::1"], "20010db8000000000000000000000001", "2001:db8::1"],
    ["AAAA", ["::ffff:192.0.2.1"], "00000000000000000000ffffc0000201", "::ffff:192.0.2.1"],
    ["CNAME", ["a.test."], "01610474657374" + "00", "a.test."],
    ["NS", ["."], "00", "."],
    ["PTR", ["a\\.b"], "03612e6200", "a\\.b."],
    ["MX", ["10", "m.test"], "000a016d047465737400", "10 m.test."],
    ["SRV", ["1", "2", "65535", "s."], "00010002ffff017300", "1 2 65535 s."],
    [
      "SOA",
      ["n.", "h.", "4294967295", "1h", "2", "1d1s", "0"],
      "016e00016800ffffffff00000e10000000020001518100000000",
      "n. h. 4294967295 3600 2 86401 0",
    ],
    ["TXT", ["a b", "", '\\"\\226'], "03612062" + "00" + "0222e2", '"a b" "" "\\"\\226"'],
    ["OPT", ["\\#", "0"], "", "\\# 0"],
    ["A", ["\\#", "4", "0a00", "0001"], "0a000001", "10.0.0.1"],
    ["A", ["\\#", "2", "0a00"], "0a00", "\\# 2 0a00"],
    ["HTTPS", ["\\#", "3", "000100"], "000100", "\\# 3 000100"],
  ] as const)("%s %j", (type, fields, bytes, text) => {
    const number = type === "HTTPS" ? 65 : TYPE[type];
    const data = parseRdata(number, fields);
    expect(hex(data)).toBe(bytes);
    expect(formatRdata(number, data)).toBe(text);
  });

  it("completes relative names", () => {
    const data = parseRdata(TYPE.MX, ["1", "m"], (name) => `${name}.test.`);
    expect(formatRdata(TYPE.MX, data)).toBe("1 m.test.");
  });

  it.each([
    ["A", ["192.0.2"], 0],
    ["A", ["192.0.2.256"], 0],
    ["A", [], 1],
    ["A", ["192.0.2.1", "x"], 1],
    ["AAAA", ["192.0.2.1"], 0],
    ["AAAA", ["fe80::1%lo"], 0],
    ["MX", ["65536", "m."], 0],
    ["MX", ["-1", "m."], 0],
    ["TXT", ["a".repeat(256)], 0],
    ["TXT", ["ok", "\\999"], 1],
    ["TXT", ["\\"], 0],
    ["TXT", [], 0],
    ["A", ["\\#", "4", "0a"], 2],
    ["A", ["\\#", "x"], 1],
    ["ANY", ["x"], 0],
  ] as const)("%s %j is refused at field %i", (type, fields, offset) => {
    expect(() => parseRdata(TYPE[type], fields)).toThrow(WireError);
    expect(() => parseRdata(TYPE[type], fields)).toThrow(expect.objectContaining({ offset }));
  });

  it("any bytes have a text that means them, for every type", () => {
    const types = fc.constantFrom(...Object.values(TYPE), 65, 64000);
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 60 }), (type, data) => {
        const text = formatRdata(type, data);
        const fields = [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
          (match) => match[1] ?? match[2] ?? "",
        );
        expect(hex(parseRdata(type, fields)), text).toBe(hex(data));
      }),
      { numRuns: 500 },
    );
  });
});

it.each([
  ["0", 0],
  ["300", 300],
  ["1h30m", 5400],
  ["1W", 604800],
  ["2147483647", 2147483647],
  ["2147483648", null],
  ["1x", null],
  ["", null],
  ["1h30", null],
])("TTL %s is %s s", (text, seconds) => expect(parseTtl(text)).toBe(seconds));

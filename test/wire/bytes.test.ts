import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  base64Bytes,
  base64Of,
  byteString,
  byteStringBytes,
  concatBytes,
  hexBytes,
  hexOf,
  utf8Length,
} from "../../harness/wire/bytes.ts";

const bytes = fc.uint8Array({ maxLength: 9000, size: "max" });

describe("bytes are what Node makes of them", () => {
  it("as byte strings", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const text = byteString(some);
        expect(text).toBe(Buffer.from(some).toString("latin1"));
        expect(byteStringBytes(text)).toEqual(some);
      }),
    );
  });

  it("in hexadecimal", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        expect(hexOf(some)).toBe(Buffer.from(some).toString("hex"));
        expect(hexBytes(hexOf(some).toUpperCase())).toEqual(some);
      }),
    );
  });

  it("in base64", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        expect(base64Of(some)).toBe(Buffer.from(some).toString("base64"));
        expect(base64Bytes(base64Of(some))).toEqual(some);
      }),
    );
  });

  it("put together", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (parts) => {
        expect(concatBytes(parts)).toEqual(new Uint8Array(Buffer.concat(parts)));
      }),
    );
  });

  it("counted as UTF-8, halves of surrogate pairs too", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (left, right) => {
        const text = left + right.slice(1) + right;
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
    for (const text of ["\ud83d", "\ude00\ud83d", "a\ud83db", "\ud83d\ud83d\ude00", "\u07ff\u0800"]) {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }
  });
});

it.each(["QQ", "QQ=", "QR==", "Q Q==", "_w==", "Q", "=", "QQ==QQ=="])(
  "%j is no base64 as it is written",
  (text) => {
    expect(base64Bytes(text)).toBeNull();
  },
);

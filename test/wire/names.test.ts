import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../harness/wire/errors.ts";
import {
  canonicalName,
  encodeName,
  formatLabels,
  isAbsolute,
  labelsOf,
  nameKey,
  readName,
  sameName,
} from "../../harness/wire/names.ts";

const label63 = "a".repeat(63);
const anyLabels = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 12 })
  .filter((labels) => labels.reduce((sum, label) => sum + label.length + 1, 1) <= 255);

describe("presentation text", () => {
  it.each([
    [".", "."],
    ["www.Example.com", "www.Example.com."],
    ["www.example.com.", "www.example.com."],
    ["a\\.b.test", "a\\.b.test."],
    ["a\\032b.test", "a\\032b.test."],
    ["a b.test", "a\\032b.test."],
    ["\\065.test", "A.test."],
    ["\\*.test", "*.test."],
    ["me\\@x.test", "me\\@x.test."],
    ["b\u00fc.test", "b\\195\\188.test."],
    ["a\\000b", "a\\000b."],
    [`${label63}.test`, `${label63}.test.`],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalName(text)).toBe(canonical);
    expect(canonicalName(canonical)).toBe(canonical);
  });

  it.each([
    ["", 0],
    ["..", 0],
    [".a", 0],
    ["a..b", 2],
    ["a.b..", 4],
    ["a\\", 1],
    ["a\\25", 1],
    ["a\\256", 1],
    [`${label63}a.test`, 64],
    [`${`${label63}.`.repeat(4)}a`, 0],
  ])("%j is refused at %i", (text, offset) => {
    expect(() => labelsOf(text)).toThrow(WireError);
    expect(() => labelsOf(text)).toThrow(expect.objectContaining({ offset }));
  });

  it("allows 255 bytes on the wire and no more", () => {
    const name = (last: number) => `${`${label63}.`.repeat(3)}${"b".repeat(last)}.`;
    expect(encodeName(name(61))).toHaveLength(255);
    expect(() => encodeName(name(62))).toThrow("longer than 255 bytes");
  });

  it("round-trips any labels", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const text = formatLabels(labels);
        expect(labelsOf(text)).toEqual(labels);
        expect(isAbsolute(text)).toBe(true);
        expect(readName(encodeName(text), 0)).toEqual({ name: text, end: encodeName(text).length });
      }),
    );
  });

  it("turns any text into a name or a WireError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          canonicalName(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });
});

describe("comparison", () => {
  it.each([
    ["WWW.example.COM", "www.EXAMPLE.com.", true],
    ["\\087ww.test", "www.test", true],
    ["a\\.b.test", "a.b.test", false],
    ["\u00c4.test", "\u00e4.test", false],
    ["[.test", "{.test", false],
  ])("%s and %s: %s", (left, right, same) => {
    expect(sameName(left, right)).toBe(same);
    expect(nameKey(left) === nameKey(right)).toBe(same);
  });

  it.each([
    ["a.", true],
    ["a\\.", false],
    ["a\\\\.", true],
    ["a", false],
    [".", true],
  ])("%s is absolute: %s", (text, absolute) => expect(isAbsolute(text)).toBe(absolute));
});

describe("reading", () => {
  const bytes = (...parts: readonly (string | number)[]) =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part)])));

  it("follows pointers and tells where the name ended", () => {
    const message = bytes(3, "com", 0, 7, "example", 0xc0, 0, 3, "www", 0xc0, 5, 0xff);
    expect(readName(message, 15)).toEqual({ name: "www.example.com.", end: 21 });
  });

  it.each([
    ["ends before the name", bytes(), 0, 0],
    ["ends inside a label", bytes(5, "abc"), 0, 0],
    ["ends before the root", bytes(1, "a"), 0, 2],
    ["ends inside a pointer", bytes(1, "a", 0xc0), 0, 2],
    ["points to itself", bytes(0xc0, 0), 0, 0],
    ["points forward", bytes(0xc0, 2, 0), 0, 0],
    ["goes round", bytes(1, "a", 0xc0, 0), 0, 2],
    ["has a reserved label type", bytes(0x80, 0), 0, 0],
    ["has an extended label type", bytes(0x41, 0), 0, 0],
    ["points behind the end", bytes(0xff, 0xff), 0, 0],
    ["is too long", bytes(...Array.from({ length: 5 }, () => [63, "a".repeat(63)]).flat(), 0), 0, 192],
  ])("refuses a name that %s", (_, message, start, offset) => {
    expect(() => readName(message, start)).toThrow(WireError);
    expect(() => readName(message, start)).toThrow(expect.objectContaining({ offset }));
  });

  it("allows 255 bytes and no more", () => {
    const name = (last: number) =>
      bytes(...Array.from({ length: 3 }, () => [63, "a".repeat(63)]).flat(), last, "b".repeat(last), 0);
    expect(readName(name(61), 0).end).toBe(255);
    expect(() => readName(name(62), 0)).toThrow("longer than 255 bytes");
  });

  it("allows forward pointers up to a number when told so", () => {
    const forward = bytes(0xc0, 2, 1, "a", 0);
    expect(readName(forward, 0, "name", 10)).toEqual({ name: "a.", end: 2 });
    expect(() => readName(bytes(0xc0, 0), 0, "name", 10)).toThrow(/more than 10 compression pointers/);
  });
});

import { describe, expect, test } from "vitest";
import {
  ADDITIONALS,
  ANSWERS,
  AUTHORITIES,
  PackError,
  ParseError,
  Parser,
  packQuery,
} from "../../../harness/resolvers/go/dnsmessage.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";
import { encodeQuery } from "../../../harness/wire/query.ts";

const NEW = featuresOf({ version: "1.27" });
const OLD = featuresOf({ version: "1.20" });

/** A message: counts of questions and answers, then what follows the header. */
function message(counts: readonly number[], ...body: readonly (number | string)[]): Uint8Array {
  const bytes = body.flatMap((part) =>
    typeof part === "string" ? [...new TextEncoder().encode(part)] : [part],
  );
  return Uint8Array.from([0, 1, 0x80, 0, ...counts.flatMap((count) => [0, count]), ...bytes]);
}

const QUESTION = [1, "h", 0, 0, 1, 0, 1] as const;
const POINTER_TO_QUESTION = [0xc0, 12] as const;

describe("packQuery", () => {
  test.each([
    ["www.example.com.", 1, false, null],
    [".", 28, false, 1232],
    ["Foo_x.", 5, true, 1232],
  ])("%s %i", (name, type, authenticData, ednsSize) => {
    expect(packQuery({ id: 0x1234, name, type, authenticData, opt: ednsSize !== null })).toEqual(
      encodeQuery({ id: 0x1234, name, type, authenticData, ednsSize }),
    );
  });

  test("takes any byte in a label", () => {
    const query = packQuery({
      id: 1,
      name: "#.a\\b.\u00c3\u00bc.",
      type: 1,
      authenticData: false,
      opt: false,
    });
    expect([...query.slice(12, -4)]).toEqual([1, 0x23, 3, 0x61, 0x5c, 0x62, 2, 0xc3, 0xbc, 0]);
  });

  test.each(["name..", "a", "", "..", `${"l".repeat(64)}.`])("refuses %j", (name) => {
    expect(() => packQuery({ id: 1, name, type: 1, authenticData: false, opt: false })).toThrow(PackError);
  });
});

describe("questions", () => {
  test("one, and no more", () => {
    const parser = new Parser(message([1, 0, 0, 0], ...QUESTION), NEW);
    expect(parser.question()).toEqual({ name: "h.", type: 1, class: 1 });
    expect(parser.endsQuestions()).toBe(true);
  });

  test("two", () => {
    const parser = new Parser(message([2, 0, 0, 0], ...QUESTION, ...QUESTION), NEW);
    parser.question();
    expect(parser.endsQuestions()).toBe(false);
  });

  test("none", () => expect(new Parser(message([0, 0, 0, 0]), NEW).question()).toBeNull());

  test.each([
    ["a cut header", new Uint8Array(11)],
    ["a cut label", message([1, 0, 0, 0], 3, "ab")],
    ["a cut type", message([1, 0, 0, 0], 1, "h", 0, 0)],
    ["a reserved prefix", message([1, 0, 0, 0], 0x40, 0)],
    ["a pointer loop", message([1, 0, 0, 0], 0xc0, 12)],
    ["a pointer to nowhere", message([1, 0, 0, 0], 0xc1, 0xff)],
  ])("%s", (_, bytes) => {
    expect(() => new Parser(bytes, NEW).question()).toThrow(ParseError);
  });

  test("ten pointers are followed, also forwards", () => {
    const chain = (pointers: number) => {
      const hops = Array.from({ length: pointers }, (_, index) => [0xc0, 12 + 2 * (index + 1)]);
      return message([1, 0, 0, 0], ...hops.flat(), 1, "h", 0, 0, 1, 0, 1, 0, 1);
    };
    expect(new Parser(chain(10), NEW).question()?.name).toBe("h.");
    expect(() => new Parser(chain(11), NEW).question()).toThrow(ParseError);
  });

  test("a dot inside a label parses up to Go 1.20", () => {
    const bytes = message([1, 0, 0, 0], 3, "a.b", 0, 0, 1, 0, 1);
    expect(new Parser(bytes, OLD).question()?.name).toBe("a.b.");
    expect(() => new Parser(bytes, NEW).question()).toThrow(ParseError);
  });
});

describe("records", () => {
  const parserOf = (counts: readonly number[], ...body: readonly (number | string)[]) => {
    const parser = new Parser(message([1, ...counts], ...QUESTION, ...body), NEW);
    parser.question();
    parser.endsQuestions();
    return parser;
  };
  const record = (type: number, length: number, ...data: readonly (number | string)[]) =>
    [...POINTER_TO_QUESTION, 0, type, 0, 1, 0, 0, 0, 30, 0, length, ...data] as const;

  test("an address, whatever length it claims", () => {
    const parser = parserOf([2, 0, 0], ...record(1, 6, 127, 0, 0, 1, 9, 9), ...record(1, 0, 127, 0, 0, 2));
    expect(parser.recordHeader(ANSWERS)).toMatchObject({ name: "h.", type: 1, length: 6 });
    expect([...parser.address(4)]).toEqual([127, 0, 0, 1]);
    expect(parser.recordHeader(ANSWERS)).toMatchObject({ length: 0 });
    expect([...parser.address(4)]).toEqual([127, 0, 0, 2]);
    expect(parser.recordHeader(ANSWERS)).toBeNull();
  });

  test("the last address may claim more than there is", () => {
    const parser = parserOf([1, 0, 0], ...record(1, 99, 127, 0, 0, 1));
    parser.recordHeader(ANSWERS);
    expect([...parser.address(4)]).toEqual([127, 0, 0, 1]);
    expect(parser.recordHeader(ANSWERS)).toBeNull();
  });

  test("skipping minds the length", () => {
    const parser = parserOf([1, 0, 0], ...record(16, 99, 127, 0, 0, 1));
    parser.recordHeader(ANSWERS);
    expect(() => parser.skip(ANSWERS)).toThrow(ParseError);
  });

  test("skipping does not follow pointers", () => {
    const parser = parserOf([1, 0, 0], 0xc3, 0xff, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 127, 0, 0, 1);
    expect(parser.copy().skip(ANSWERS)).toBe(true);
    expect(() => parser.recordHeader(ANSWERS)).toThrow(ParseError);
  });

  test("a copy moves by itself", () => {
    const parser = parserOf([1, 0, 0], ...record(5, 2, ...POINTER_TO_QUESTION));
    const copy = parser.copy();
    expect(copy.skip(ANSWERS)).toBe(true);
    expect(copy.skip(ANSWERS)).toBe(false);
    parser.recordHeader(ANSWERS);
    expect(parser.target()).toBe("h.");
  });

  test("sections come in their order", () => {
    const parser = parserOf([0, 0, 1], ...record(1, 4, 127, 0, 0, 1));
    expect(() => parser.copy().recordHeader(ADDITIONALS)).toThrow(ParseError);
    expect(parser.skip(ANSWERS)).toBe(false);
    expect(parser.skip(AUTHORITIES)).toBe(false);
    expect(parser.recordHeader(ADDITIONALS)).toMatchObject({ type: 1 });
  });
});

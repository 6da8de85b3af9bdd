import { describe, expect, test } from "vitest";
import {
  fieldsOf,
  leadingNumber,
  readLines,
  toByteString,
  toDisplayText,
  trimSpace,
} from "../../harness/resolvers/text.ts";

test("byte strings hold one byte a character, and come back as text", () => {
  expect(toByteString("b\u00fccher")).toBe("b\u00c3\u00bccher");
  expect(toDisplayText("b\u00c3\u00bccher")).toBe("b\u00fccher");
  expect(toDisplayText("\u00ff")).toBe("\ufffd");
});

describe("readLines", () => {
  const limit = 64 * 1024;
  test.each([
    ["no newline at the end", "a\nb", ["a", "b"], false],
    ["newline at the end", "a\n\nb\n", ["a", "", "b"], false],
    ["nothing", "", [], false],
    ["the longest line with its newline", `${"x".repeat(limit - 1)}\nb`, ["x".repeat(limit - 1), "b"], false],
    ["a line too long", `a\n${"x".repeat(limit)}\nb`, ["a"], true],
    ["the longest last line", "x".repeat(limit - 1), ["x".repeat(limit - 1)], false],
    ["a last line too long", "x".repeat(limit), [], true],
  ])("%s", (_, content, lines, cut) => expect(readLines(content)).toEqual({ lines, cut }));
});

test("fields end at blanks, tabs, carriage returns and newlines only", () => {
  expect(fieldsOf(" a\tb\r\n c\u000bd ")).toEqual(["a", "b", "c\u000bd"]);
});

test("trimSpace is quick on a long run of blanks inside a line", () => {
  const line = `a${" ".repeat(200_000)}b`;
  expect(trimSpace(` ${line}\r\n`)).toBe(line);
});

test.each([
  ["15x", 15],
  ["", 0],
  ["-1", 0],
  ["abc", 0],
  ["16777214", 16777214],
  ["16777215", 16777215],
  ["99999999999999999999", 16777215],
])("leadingNumber(%j) is %i", (text, number) => expect(leadingNumber(text)).toBe(number));

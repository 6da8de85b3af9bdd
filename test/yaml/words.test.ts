import { describe, expect, test } from "vitest";
import { didYouMean, nearest } from "../../harness/yaml/did-you-mean.ts";
import { type Problem, ProblemsFailure } from "../../harness/yaml/problems.ts";
import { shown } from "../../harness/yaml/shown.ts";

describe("nearest", () => {
  test.each([
    ["titel", ["title", "files"], "title"],
    ["opn", ["open", "closed"], "open"],
    ["UDP", ["udp", "tcp"], "udp"],
    ["lookup", ["lookups", "images"], "lookups"],
    ["cat", ["dog", "elephant"], null],
    ["x", ["y"], null],
    ["", ["a"], null],
    ["name", [], null],
  ])("of %j among %j is %j", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  test("is put in words", () => {
    expect([didYouMean("titel", ["title"]), didYouMean("zzz", ["title"])]).toEqual([
      ' (did you mean "title"?)',
      "",
    ]);
  });
});

describe("shown", () => {
  test.each([
    ["plain", '"plain"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["two\nlines", '"two\\nlines"'],
    ["\u001b[31mred", '"\\u{1b}[31mred"'],
    ["c1 \u009b", '"c1 \\u{9b}"'],
    ["right \u202e left", '"right \\u{202e} left"'],
    ["bücher", '"bücher"'],
    ["x".repeat(70), `"${"x".repeat(60)}…"`],
  ])("%j is %s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("a failure of several problems", () => {
  const problem = (file: string, line: number, column: number, message: string): Problem => ({
    place: { file, line, column },
    message,
  });

  test("tells them in the order of the files and keeps each", () => {
    const failure = new ProblemsFailure([
      problem("b", 1, 1, "three"),
      problem("a", 2, 1, "two"),
      problem("a", 1, 9, "one"),
    ]);
    expect(failure.message).toBe("3 problems\n  a:1:9: one\n  a:2:1: two\n  b:1:1: three");
    expect(failure.place).toEqual({ file: "a", line: 1, column: 9 });
    expect(failure.problems.map(({ message }) => message)).toEqual(["one", "two", "three"]);
    expect(failure.code).toBe("usage");
  });

  test("of which there is one is that problem", () => {
    const failure = new ProblemsFailure([problem("a", 3, 4, "one")]);
    expect([failure.message, failure.place]).toEqual(["one", { file: "a", line: 3, column: 4 }]);
  });

  test("shows no more than a screenful", () => {
    const many = Array.from({ length: 60 }, (_, line) => problem("a", line + 1, 1, "x"));
    expect(new ProblemsFailure(many).message.split("\n").slice(-2)).toEqual([
      "  a:50:1: x",
      "  … and 10 more",
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { ProblemsFailure } from "../../harness/yaml/problems.ts";
import { YamlSource } from "../../harness/yaml/source.ts";

function read(text: string): YamlSource {
  return new YamlSource(text, "file.yaml");
}

/** The messages of a refused text, each with line and column. */
function problems(text: string): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof ProblemsFailure)) throw error;
    return error.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
  }
  return ["accepted"];
}

describe("values", () => {
  test("are those of YAML 1.2, so that words such as no and on stay words", () => {
    const source = read("a: [no, on, 0o17, 012, 1.20, null, ~, true, 2001-01-01]\nb:\n");
    expect(source.value).toEqual({ a: ["no", "on", 15, 12, 1.2, null, null, true, "2001-01-01"], b: null });
  });

  test("keep keys as they are written", () => {
    expect(Object.keys(read("10: a\n1.20: b\n::1: c\ntrue: d\n").value as object)).toEqual([
      "10",
      "1.20",
      "::1",
      "true",
    ]);
  });

  test("of an alias are those of its anchor", () => {
    expect(read("a: &x { b: [1] }\nc: *x\n").value).toEqual({ a: { b: [1] }, c: { b: [1] } });
  });
});

describe("places", () => {
  const source = read("a:\n  - b: 1\n    c: two\n  - [x, y]\nd: { e: f }\n");
  const at = (...path: (string | number)[]) => {
    const { line, column } = source.placeOf(path);
    return `${line}:${column}`;
  };

  test("of values", () => {
    expect([at(), at("a"), at("a", 0), at("a", 0, "c"), at("a", 1, 1), at("d", "e")]).toEqual([
      "1:1",
      "2:3",
      "2:5",
      "3:8",
      "4:9",
      "5:9",
    ]);
  });

  test("of keys", () => {
    expect(source.placeOfKey(["a", 0, "c"])).toEqual({ file: "file.yaml", line: 3, column: 5 });
    expect(source.placeOfKey(["a", 1])).toEqual({ file: "file.yaml", line: 4, column: 5 });
  });

  test("of what is missing are those of the nearest parent", () => {
    expect([at("a", 0, "z"), at("z"), at("d", "e", "f")]).toEqual(["2:5", "1:1", "5:9"]);
  });

  test("inside an alias are those of its anchor", () => {
    const { line, column } = read("a: &x\n  b: 1\nc: *x\n").placeOf(["c", "b"]);
    expect(`${line}:${column}`).toBe("2:6");
  });
});

describe("places in a text", () => {
  const inText = (text: string, line: number, column: number) => {
    const place = read(text).placeInText(["z"], line, column);
    return `${place.line}:${place.column}`;
  };

  test.each([
    ["a literal block", "z: |\n  one\n  two\n", 2, 2, "3:4"],
    ["a literal block with blank lines", "z: |\n\n  one\n\n  two\n", 4, 1, "5:3"],
    ["a literal block with an indentation of its own", "z: |2\n    one\n", 1, 3, "2:5"],
    ["a literal block of a file with CRLF", "z: |\r\n  one\r\n  two\r\n", 2, 1, "3:3"],
    ["a literal block with a comment on its first line", "z: | # zone\n  one\n", 1, 1, "2:3"],
    ["plain text", "z: one two\n", 1, 5, "1:8"],
    ["quoted text", 'z: "one two"\n', 1, 5, "1:9"],
  ])("of %s", (_, text, line, column, expected) => {
    expect(inText(text, line, column)).toBe(expected);
  });

  test.each([
    ["folded text", "z: >\n  one\n  two\n", 1, 5, "1:4"],
    ["text with escapes", 'z: "one\\ntwo"\n', 2, 1, "1:4"],
  ])("of %s are where the text begins", (_, text, line, column, expected) => {
    expect(inText(text, line, column)).toBe(expected);
  });
});

describe("what is refused", () => {
  test.each([
    ["a tag", "a: !!binary aGk=\n", ["1:13 found a YAML tag; tags are not allowed"]],
    ["a tag on a mapping", "a: !x { b: 1 }\n", ["1:7 found a YAML tag; tags are not allowed"]],
    ["a key that stands twice", "a: 1\nb: 2\na: 3\n", ['3:1 the key "a" stands twice']],
    ["an alias without anchor", "a: *x\n", ['1:4 found the alias "x", but no such anchor before it']],
    ["an alias inside its anchor", "a: &x [*x]\n", ['1:8 the alias "x" stands inside its own anchor']],
    ["a key that is a list", "[a]: 1\n", ["1:1 a key must be plain text"]],
    ["the key __proto__", "__proto__: 1\n", ['1:1 "__proto__" cannot be a key']],
    ["a key with an anchor", "&x a: 1\n", ["1:4 a key cannot have a tag or an anchor"]],
    ["half of a surrogate pair", 'a: "\\ud800"\n', ["1:4 found half of a surrogate pair in the text"]],
    ["a second document", "a: 1\n---\nb: 2\n", ["2:1 a second document; one file holds one"]],
    ["YAML 1.1", "%YAML 1.1\n---\na: yes\n", ["1:1 found %YAML 1.1; allowed: YAML 1.2"]],
    ["tabs", "a:\n\t- b\n", ["2:1 not valid YAML: Tabs are not allowed as indentation"]],
    [
      "several things at once",
      "a: !x 1\na: *y\n",
      ["1:7 found a YAML tag; tags are not allowed", '2:1 the key "a" stands twice'],
    ],
  ])("%s", (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  const laughs = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? "l0: &l0 [x, x, x, x, x, x, x, x, x]"
      : `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`,
  ).join("\n");

  test.each([
    ["aliases of aliases of aliases", laughs, /aliases expand to more than a file may hold/],
    [
      "a large text through many aliases",
      `a: &a ${"x".repeat(100_000)}\nb: [${"*a,".repeat(200)}]`,
      /aliases expand/,
    ],
    ["lists in lists", "[".repeat(100_000), /nested deeper than 40 levels/],
    ["lists on one line", "- ".repeat(100_000), /nested deeper than 40 levels/],
    ["explicit keys on one line", "? ".repeat(100_000), /nested deeper than 40 levels/],
    [
      "mappings in mappings",
      Array.from({ length: 1000 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
      /nested deeper/,
    ],
    [
      "very many keys",
      Array.from({ length: 100_000 }, (_, i) => `k${i}:`).join("\n"),
      /too many keys and values/,
    ],
    ["a very large text", `a: ${"x".repeat(5 * 1024 * 1024)}`, /larger than 4 MiB/],
  ])("%s", (_, text, message) => {
    expect(problems(text).join("\n")).toMatch(message);
  });
});

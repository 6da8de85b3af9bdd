import { describe, expect, test } from "vitest";
import { parseScenario } from "../../harness/scenario/parse.ts";
import { updateExpectations } from "../../harness/scenario/update-text.ts";

const WITHOUT = `# a comment at the top
title: A story   # beside the title

dns:
  10.0.0.53: { zone: "www.example. A 192.0.2.1" }   # the server

lookups: [www.example]
`;

const WITH = `${WITHOUT}
# what was seen
expect:
  verdict: agree
  cells:
    # musl is old here
    musl@1.1.19: { error: EAI_AGAIN }   # as in 2018
    go: { addresses: [192.0.2.1] }
known: "a reason"   # at the end
`;

describe("expectations written into a file that is one pair of braces", () => {
  const JSON_FILE = '{"title": "x",\n "lookups": ["a"]\n}\n';
  const edit = { verdict: "agree", drop: ["go"], add: [["musl", { addresses: ["192.0.2.1"] }]] } as const;

  test("stand inside them, as JSON", () => {
    const text = updateExpectations(JSON_FILE, edit);
    expect(text).toBe(
      '{"title": "x",\n "lookups": ["a"], "expect": {"verdict":"agree","cells":{"musl":{"addresses":["192.0.2.1"]}}}\n}\n',
    );
    expect(JSON.parse(text)).toMatchObject({ expect: { verdict: "agree" } });
  });

  test("take the place of what stood there; what holds stays", () => {
    const before = updateExpectations(JSON_FILE, {
      verdict: "outcome",
      drop: [],
      add: [
        ["go", { error: "no such host" }],
        ["glibc", { error: "EAI_NONAME" }],
      ],
    });
    const { expect: after } = JSON.parse(updateExpectations(before, edit));
    expect(after).toEqual({
      verdict: "agree",
      cells: { glibc: { error: "EAI_NONAME" }, musl: { addresses: ["192.0.2.1"] } },
    });
  });

  test("and where YAML's flow style ends with a comma", () => {
    const text = updateExpectations("{ title: x, lookups: [a], }\n", edit);
    expect(parseScenario(text, "x.yaml").expect.cells.map(({ key }) => key)).toEqual(["musl"]);
  });
});

describe("expectations written into a scenario file", () => {
  test("are added behind a file that has none, and nothing else changes", () => {
    const add = [["musl", { addresses: ["2001:db8::1"], asks: ["10.0.0.53:53", "[::1]:53"] }]] as const;
    const text = updateExpectations(WITHOUT, { verdict: "outcome", drop: [], add });
    expect(text.startsWith(WITHOUT)).toBe(true);
    expect(text.slice(WITHOUT.length)).toBe(
      'expect:\n  verdict: outcome\n  cells:\n    musl: { addresses: ["2001:db8::1"], asks: ["10.0.0.53:53", "[::1]:53"] }\n',
    );
  });

  test("take the place of those that do not hold; comments, order and all other lines stay", () => {
    const add = [["musl@1.2.3", { error: "EAI_NONAME" }]] as const;
    const text = updateExpectations(WITH, { verdict: null, drop: ["go"], add });
    expect(text).toBe(
      WITH.replace("    go: { addresses: [192.0.2.1] }\n", "    musl@1.2.3: { error: EAI_NONAME }\n"),
    );
    expect(parseScenario(text, "x.yaml").expect.cells.map(({ key }) => key)).toEqual([
      "musl@1.1.19",
      "musl@1.2.3",
    ]);
  });

  test("a key that stays in place keeps its comment; a verdict comes before the cells", () => {
    const text = updateExpectations(WITH.replace("  verdict: agree\n", ""), {
      verdict: "outcome",
      drop: ["musl@1.1.19"],
      add: [["musl@1.1.19", { addresses: ["2001:db8::1", "192.0.2.1"], asks: [] }]],
    });
    expect(text).toBe(
      WITH.replace("agree", "outcome").replace(
        "{ error: EAI_AGAIN }   #",
        '{ addresses: ["2001:db8::1", 192.0.2.1], asks: [] }   #',
      ),
    );
  });

  test("CRLF stays, and so does a file without a last newline", () => {
    const crlf = `title: T\r\nlookups: [a.test]\r\nexpect:\r\n  cells:\r\n    go: { error: no such host }`;
    const add = [["musl", { error: "EAI_NONAME" }]] as const;
    expect(updateExpectations(crlf, { verdict: "agree", drop: [], add })).toBe(
      `${crlf.replace("  cells:", "  verdict: agree\r\n  cells:")}\r\n    musl: { error: EAI_NONAME }\r\n`,
    );
  });

  test.each([
    ["braces", "expect: { verdict: agree, cells: { go: { error: no such host } } }\n"],
    ["a value of several lines", "expect:\n  cells:\n    go:\n      error: no such host\n"],
    ["a verdict alone", "expect:\n  verdict: agree\n"],
    ["no cells left", "expect:\n  cells:\n    go: { error: x } # why\nknown: so\n"],
  ])("%s are written so that the file says what it should", (_, section) => {
    const text = `title: T\nlookups: [a.test]\n${section}`;
    const dropped = section.includes("go:") ? ["go"] : [];
    const add = [["go@1.24", { addresses: ["192.0.2.1"] }]] as const;
    const all = parseScenario(updateExpectations(text, { verdict: "outcome", drop: dropped, add }), "x.yaml");
    expect(all.expect.verdict?.value).toBe("outcome");
    expect(all.expect.cells).toMatchObject([{ key: "go@1.24", addresses: ["192.0.2.1"] }]);
    const none = parseScenario(updateExpectations(text, { verdict: null, drop: dropped, add: [] }), "x.yaml");
    expect(none.expect.cells).toEqual([]);
  });
});

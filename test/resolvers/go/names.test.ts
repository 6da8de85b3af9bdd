import { describe, expect, test } from "vitest";
import { candidatesOf, isDomainName } from "../../../harness/resolvers/go/names.ts";
import { featuresOf } from "../../../harness/resolvers/go/versions.ts";

const LABEL = "l".repeat(63);
/** Without its final dot 253 bytes long. */
const LONGEST = `${LABEL}.${LABEL}.${LABEL}.${"m".repeat(61)}`;

describe("isDomainName", () => {
  test.each([
    ["a", true],
    ["foo.bar.", true],
    ["_srv._tcp.x", true],
    ["x--y", true],
    ["9z", true],
    ["a_", true],
    [LABEL, true],
    [`${LABEL}l`, false],
    [LONGEST, true],
    [`${LONGEST}.`, true],
    [`${LONGEST}n`, false],
    ["", false],
    ["..", false],
    [".a", false],
    ["a..b", false],
    ["a.b..", false],
    ["-a", false],
    ["a-", false],
    ["a-.b", false],
    ["a.-b", false],
    ["123", false],
    ["1.2.3.4.", false],
    ["a b", false],
    ["*.a", false],
    ["b\u00c3\u00bccher", false],
    ["a%b", false],
    ["a/b", false],
  ])("%j: %s", (name, valid) => {
    expect(isDomainName(name, featuresOf({ version: "1.11" }))).toBe(valid);
    expect(isDomainName(name, featuresOf({ version: "1.27" }))).toBe(valid);
  });

  test.each([
    ["1-2", "1.11", false],
    ["1-2", "1.12", true],
    [".", "1.17", false],
    [".", "1.18", true],
  ])("%j in Go %s: %s", (name, version, valid) => {
    expect(isDomainName(name, featuresOf({ version }))).toBe(valid);
  });
});

describe("candidatesOf", () => {
  const names = (name: string, search: readonly string[], ndots: number, version: string) =>
    candidatesOf(name, { search, ndots }, featuresOf({ version })).map((candidate) => candidate.name);

  test.each([
    [
      "fewer dots than ndots: as given last",
      "foo",
      ["a.test.", "b.test."],
      1,
      ["foo.a.test.", "foo.b.test.", "foo."],
    ],
    ["ndots reached: as given first", "foo.x", ["a.test."], 1, ["foo.x.", "foo.x.a.test."]],
    ["ndots 0", "foo", ["a.test."], 0, ["foo.", "foo.a.test."]],
    ["rooted: nothing else", "foo.", ["a.test."], 5, ["foo."]],
    ["no suffix", "foo", [], 1, ["foo."]],
    ["the root as suffix", "foo", ["."], 1, ["foo..", "foo."]],
    ["no deduplication", "foo", ["a.", "a."], 1, ["foo.a.", "foo.a.", "foo."]],
    [
      "a suffix that makes it too long is passed over",
      LABEL,
      [`${LONGEST}.`, "b."],
      1,
      [`${LABEL}.b.`, `${LABEL}.`],
    ],
  ])("%s", (_, name, search, ndots, expected) => {
    expect(names(name, search, ndots, "1.11")).toEqual(expected);
    expect(names(name, search, ndots, "1.27")).toEqual(expected);
  });

  test("the longest rooted name is asked from Go 1.20 on", () => {
    expect(names(`${LONGEST}.`, [], 1, "1.19")).toEqual([]);
    expect(names(`${LONGEST}.`, [], 1, "1.20")).toEqual([`${LONGEST}.`]);
  });

  test("names under .onion", () => {
    expect(names("x.onion", ["a.test.", "onion."], 1, "1.21")).toEqual([]);
    expect(names("x.onion", ["a.test.", "onion."], 1, "1.22")).toEqual(["x.onion.a.test."]);
    expect(names("foo", ["ONION."], 1, "1.21")).toEqual(["foo.ONION.", "foo."]);
    expect(names("foo", ["ONION."], 1, "1.22")).toEqual(["foo."]);
    expect(names("x.onion.", [], 1, "1.22")).toEqual([]);
  });
});

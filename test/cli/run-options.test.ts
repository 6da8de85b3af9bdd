import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { commaList, parseShard } from "../../harness/cli/run-options.ts";
import { parseGoVersions } from "../../harness/library/go-versions.ts";

describe("options of a run", () => {
  test("--shard takes part/parts", () => {
    expect(parseShard("1/1")).toEqual({ index: 1, count: 1 });
    expect(parseShard("3/4")).toEqual({ index: 3, count: 4 });
  });

  test.each(["", "1", "0/4", "5/4", "a/b", "1/0", "1/99999", "-1/2", "1/4/2", "1.5/2"])(
    "--shard %j is refused",
    (value) => {
      expect(() => parseShard(value)).toThrow(InvalidArgumentError);
    },
  );

  test("lists add up, and may not have holes", () => {
    expect(commaList("b, c", ["a"])).toEqual(["a", "b", "c"]);
    expect(() => commaList("a,,b")).toThrow(InvalidArgumentError);
  });

  test("--go takes versions that are emulated", () => {
    expect(parseGoVersions(["1.11", "1.22.5"])).toEqual([
      { version: "1.11", cgo: true, tags: [], godebug: "" },
      { version: "1.22.5", cgo: true, tags: [], godebug: "" },
    ]);
    expect(() => parseGoVersions(["1.9"])).toThrow("Go version 1.9: expected a Go version from 1.11");
  });
});

import { describe, expect, test } from "vitest";
import {
  CHANGES,
  type FeatureName,
  featuresOf,
  NEWEST_MINOR,
  OLDEST_MINOR,
  parseGoVersion,
} from "../../../harness/resolvers/go/versions.ts";
import { NEXT_GO } from "../../support/go-versions.ts";

describe("parseGoVersion", () => {
  test.each([
    ["1.11", { minor: 11, patch: Number.POSITIVE_INFINITY }],
    ["1.22.5", { minor: 22, patch: 5 }],
    ["1.27.0", { minor: 27, patch: 0 }],
  ])("%s", (text, version) => expect(parseGoVersion(text)).toEqual(version));

  test.each(["1.10", NEXT_GO, "2.0", "1", "", "1.22.", "1.22.5.1", "go1.22", "1.22rc1", " 1.22"])(
    "refuses %j",
    (text) => {
      expect(parseGoVersion(text)).toBeNull();
      expect(() => featuresOf({ version: text })).toThrow(RangeError);
    },
  );
});

describe("featuresOf", () => {
  /** Release, feature, whether it has it: both sides of every edge that lies inside a branch. */
  const rows: readonly (readonly [string, FeatureName, boolean])[] = [
    ["1.15", "filesFirstWithoutNsswitch", false],
    ["1.16.0", "filesFirstWithoutNsswitch", true],
    ["1.20", "netedns0Setting", false],
    ["1.21.11", "netedns0Setting", false],
    ["1.21.12", "netedns0Setting", true],
    ["1.21", "netedns0Setting", true],
    ["1.22.4", "netedns0Setting", false],
    ["1.22.5", "netedns0Setting", true],
    ["1.23.0", "netedns0Setting", true],
    ["1.21", "hangsOnBrokenAdditional", false],
    ["1.22.0", "hangsOnBrokenAdditional", true],
    ["1.22.2", "hangsOnBrokenAdditional", true],
    ["1.22.3", "hangsOnBrokenAdditional", false],
    ["1.23.0", "hangsOnBrokenAdditional", false],
    ["1.20", "mappedLoopbackIsGlobal", false],
    ["1.21.10", "mappedLoopbackIsGlobal", true],
    ["1.21.11", "mappedLoopbackIsGlobal", false],
    ["1.22.3", "mappedLoopbackIsGlobal", true],
    ["1.22.4", "mappedLoopbackIsGlobal", false],
    ["1.15.12", "validatesCname", false],
    ["1.15.13", "validatesCname", true],
    ["1.16.4", "validatesCname", false],
    ["1.16.5", "validatesCname", true],
    ["1.16.5", "filtersInvalidRecords", false],
    ["1.16.6", "filtersInvalidRecords", true],
    ["1.14", "validatesCname", false],
  ];
  test.each(rows)("Go %s, %s: %s", (version, feature, has) => {
    expect(featuresOf({ version })[feature]).toBe(has);
  });

  test("a release without its patch number is the last one of its branch", () => {
    for (let minor = OLDEST_MINOR; minor <= NEWEST_MINOR; minor += 1) {
      expect(featuresOf({ version: `1.${minor}` })).toEqual(featuresOf({ version: `1.${minor}.99` }));
    }
  });

  test("every change falls between the oldest release and the newest", () => {
    for (const [name, change] of Object.entries(CHANGES)) {
      const edges = [...("since" in change ? change.since : []), ...("until" in change ? change.until : [])];
      expect(edges.length, name).toBeGreaterThan(0);
      for (const edge of edges) expect(parseGoVersion(edge), `${name} ${edge}`).not.toBeNull();
    }
  });
});

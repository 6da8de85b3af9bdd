/** The emulation does what real Go was recorded doing. */
import { describe, expect, test } from "vitest";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";
import { compareWithReal } from "./compare-runs.ts";
import { emulate } from "./emulated-go.ts";
import { type GoldenLine, readGolden, withRecorded } from "./golden.ts";
import { NAMED_CASES } from "./named-cases.ts";

const golden = readGolden();
const cases = new Map(NAMED_CASES.map(({ oracleCase }) => [oracleCase.title, oracleCase]));

test("every named case was recorded, for each of its builds", () => {
  const named = NAMED_CASES.flatMap(({ oracleCase, builds }) => builds.map(() => oracleCase.title));
  expect(golden.map(({ title }) => title)).toEqual(named);
});

describe("a new recording", () => {
  const line = (results: GoldenLine["results"]): GoldenLine => {
    return { title: "a case", build: { cgo: false, tags: [], goLine: "own" }, results };
  };
  const [run, otherRun] = [
    { calls: [], queries: {}, stderr: [] },
    { calls: [], queries: {}, stderr: ["changed"] },
  ];

  test("replaces what is known of its release, and leaves the others alone", () => {
    const older = [line([{ versions: ["1.9.7", "1.19.8"], runs: [run] }])];
    const recorded = [line([{ versions: ["1.19.8"], runs: [otherRun] }])];
    expect(withRecorded(older, recorded)).toEqual([
      line([
        { versions: ["1.9.7"], runs: [run] },
        { versions: ["1.19.8"], runs: [otherRun] },
      ]),
    ]);
  });

  test("puts releases that do the same together", () => {
    const older = [line([{ versions: ["1.19.8"], runs: [run] }])];
    const recorded = [line([{ versions: ["1.9.7"], runs: [run] }])];
    expect(withRecorded(older, recorded)).toEqual([line([{ versions: ["1.9.7", "1.19.8"], runs: [run] }])]);
  });

  test("of nothing new changes nothing", () => {
    const unchanged = golden.map((each) => ({ ...each, results: [] }));
    expect(withRecorded(golden, unchanged)).toEqual(golden);
  });
});

describe.each(golden)("$title, $build", ({ title, build, results }) => {
  const rows = results.flatMap(({ versions, runs }) => versions.map((version) => ({ version, runs })));
  test.each(rows)("Go $version", async ({ version, runs }) => {
    const oracleCase = cases.get(title);
    if (oracleCase === undefined) throw new RangeError(`golden.jsonl speaks of an unknown case: ${title}`);
    const { goLine, ...rest } = build;
    const goBuild: GoBuild = { version, godebug: "", ...rest, ...(goLine === "own" ? {} : { goLine }) };
    for (const run of runs) {
      expect(await compareWithReal(run, (order) => emulate(goBuild, oracleCase, order))).toEqual([]);
    }
  });
});

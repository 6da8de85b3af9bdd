/** The emulation does what real Go was recorded doing. */
import { describe, expect, test } from "vitest";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";
import { compareWithReal } from "./compare-runs.ts";
import { emulate } from "./emulated-go.ts";
import { readGolden } from "./golden.ts";
import { NAMED_CASES } from "./named-cases.ts";

const golden = readGolden();
const cases = new Map(NAMED_CASES.map(({ oracleCase }) => [oracleCase.title, oracleCase]));

test("every named case was recorded, for each of its builds", () => {
  const named = NAMED_CASES.flatMap(({ oracleCase, builds }) => builds.map(() => oracleCase.title));
  expect(golden.map(({ title }) => title)).toEqual(named);
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

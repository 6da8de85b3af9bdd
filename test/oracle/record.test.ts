/**
 * Records anew what real Go does with the named cases: `RESOLVER_MATRIX_RECORD=1 npx vitest run test/oracle/record`,
 * with every toolchain that golden.jsonl is to speak of on PATH or in RESOLVER_MATRIX_GO.
 */
import { expect, test } from "vitest";
import { type GoldenLine, writeGolden } from "./golden.ts";
import { type BuildVariant, NAMED_CASES } from "./named-cases.ts";
import type { OracleCase, OracleRun } from "./oracle-case.ts";
import { RealGo } from "./real-go.ts";
import { findToolchains, ordinaryBuild, type Toolchain } from "./toolchains.ts";

/** What Go does when it races with itself shows only in several runs. */
const REPETITIONS = 3;

test.runIf(process.env.RESOLVER_MATRIX_RECORD === "1")(
  "records golden.jsonl",
  { timeout: 3_600_000 },
  async () => {
    const toolchains = await findToolchains();
    const real = await RealGo.open();
    try {
      const lines: GoldenLine[] = [];
      for (const { oracleCase, builds } of NAMED_CASES) {
        for (const variant of builds) lines.push(await record(real, toolchains, oracleCase, variant));
      }
      expect(lines.length).toBeGreaterThan(0);
      writeGolden(lines);
    } finally {
      await real.close();
    }
  },
);

async function record(
  real: RealGo,
  toolchains: readonly Toolchain[],
  oracleCase: OracleCase,
  variant: BuildVariant,
): Promise<GoldenLine> {
  const byRuns = new Map<string, { readonly versions: string[]; readonly runs: readonly OracleRun[] }>();
  for (const toolchain of toolchains) {
    const build = { ...ordinaryBuild(toolchain, variant.cgo), ...variant };
    const runs = new Map<string, OracleRun>();
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const run = await real.run(build, oracleCase);
      // Which type was asked first is not part of what happened.
      const queries = Object.fromEntries(Object.entries(run.queries).sort());
      runs.set(JSON.stringify({ ...run, queries }), { ...run, queries });
    }
    const sorted = [...runs.entries()]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, run]) => run);
    const key = JSON.stringify(sorted);
    const group = byRuns.get(key) ?? { versions: [], runs: sorted };
    group.versions.push(toolchain.version);
    byRuns.set(key, group);
  }
  const { cgo, tags, goLine = "own" } = variant;
  return { title: oracleCase.title, build: { cgo, tags, goLine }, results: [...byRuns.values()] };
}

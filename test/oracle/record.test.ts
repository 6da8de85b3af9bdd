/**
 * Records again what real Go does with the named cases: `npm run oracle`, with the toolchains on PATH or in
 * RESOLVER_MATRIX_GO. What golden.jsonl says of their releases is replaced; what it says of others stays.
 */
import { test } from "vitest";
import { type GoldenLine, readGolden, withRecorded, writeGolden } from "./golden.ts";
import { type BuildVariant, NAMED_CASES } from "./named-cases.ts";
import type { OracleCase, OracleRun } from "./oracle-case.ts";
import { RealGo } from "./real-go.ts";
import { ordinaryBuild, requireToolchains, type Toolchain } from "./toolchains.ts";

/** What Go does when it races with itself shows only in several runs. */
const REPETITIONS = 3;

test.runIf(process.env.RESOLVER_MATRIX_RECORD === "go")(
  "records golden.jsonl",
  { timeout: 3_600_000 },
  async () => {
    const toolchains = await requireToolchains();
    const real = await RealGo.open();
    try {
      const lines: GoldenLine[] = [];
      for (const { oracleCase, builds } of NAMED_CASES) {
        for (const variant of builds) lines.push(await record(real, toolchains, oracleCase, variant));
      }
      writeGolden(withRecorded(readGolden(), lines));
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
  const results: GoldenLine["results"][number][] = [];
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
    results.push({ versions: [toolchain.version], runs: sorted });
  }
  const { cgo, tags, goLine = "own" } = variant;
  return { title: oracleCase.title, build: { cgo, tags, goLine }, results };
}

/**
 * Real Go and the emulation side by side, with every Go toolchain on PATH or in RESOLVER_MATRIX_GO: the named cases, and
 * as many random ones as RESOLVER_MATRIX_FUZZ says (default 150). RESOLVER_MATRIX_SEED repeats a run.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Unavailable } from "../../harness/lab/types.ts";
import { anyCase, filesCase } from "./arbitraries.ts";
import { compareWithReal } from "./compare-runs.ts";
import { emulate } from "./emulated-go.ts";
import { NAMED_CASES } from "./named-cases.ts";
import type { OracleCase } from "./oracle-case.ts";
import { RealGo } from "./real-go.ts";
import { findToolchains, goBuildOf, type OracleBuild, ordinaryBuild } from "./toolchains.ts";

const RANDOM_CASES = Number(process.env.RESOLVER_MATRIX_FUZZ ?? 150);
const SEED = Number(process.env.RESOLVER_MATRIX_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Cells at the same time. */
const CONCURRENCY = 4;
const LIMIT_MS = 3_600_000;

const toolchains = await findToolchains();
const obstacle = toolchains.length === 0 ? "no Go toolchain" : await obstacleToLabs();

async function obstacleToLabs(): Promise<string | null> {
  try {
    await (await RealGo.open()).close();
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}

// In CI a missing toolchain or lab is a failure.
describe.skipIf(obstacle !== null && !process.env.CI)(
  `real Go${obstacle === null ? "" : ` (not here: ${obstacle})`}`,
  () => {
    let real: RealGo;
    beforeAll(async () => {
      expect(toolchains, "no Go toolchain on PATH").not.toEqual([]);
      real = await RealGo.open();
    });
    afterAll(() => real?.close());

    /** What tells the two apart in each case that they are told apart in. */
    async function differing(build: OracleBuild, cases: readonly OracleCase[]): Promise<readonly string[]> {
      const found: string[] = [];
      const left = cases.entries();
      const work = async () => {
        for (const [index, oracleCase] of left) {
          const run = await real.run(build, oracleCase);
          const differences = await compareWithReal(run, (order) =>
            emulate(goBuildOf(build), oracleCase, order),
          );
          if (differences.length > 0)
            found.push(`case ${index} (${oracleCase.title}): ${differences.join("; ")}`);
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
      return found;
    }

    describe.each(toolchains)("Go $version", (toolchain) => {
      test("named cases", { timeout: LIMIT_MS }, async () => {
        for (const { oracleCase, builds } of NAMED_CASES) {
          for (const variant of builds) {
            const build = { ...ordinaryBuild(toolchain, variant.cgo), ...variant };
            expect(await differing(build, [oracleCase]), JSON.stringify(variant)).toEqual([]);
          }
        }
      });

      test.each([
        ["whole lookups", anyCase],
        ["files", filesCase],
      ] as const)(
        `${RANDOM_CASES} random cases of %s, seed ${SEED}`,
        { timeout: LIMIT_MS },
        async (what, arbitrary) => {
          const cases = fc.sample(arbitrary, { numRuns: RANDOM_CASES, seed: SEED });
          const found = await differing(ordinaryBuild(toolchain, false), cases);
          console.info(`Go ${toolchain.version}, ${what}: ${cases.length} cases, ${found.length} differ`);
          expect(found).toEqual([]);
        },
      );
    });
  },
);

/**
 * Real Go and the emulation side by side, with every Go toolchain on PATH or in RESOLVER_MATRIX_GO: the named cases, and
 * of each kind as many random ones as RESOLVER_MATRIX_FUZZ says (default 100). RESOLVER_MATRIX_SEED repeats a run.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { compareRandom, differencesOf } from "./compare-random.ts";
import { NAMED_CASES } from "./named-cases.ts";
import { KINDS } from "./random/cases.ts";
import { RealGo } from "./real-go.ts";
import { Tally } from "./tally.ts";
import { findToolchains, ordinaryBuild, requireToolchains } from "./toolchains.ts";

const RANDOM_CASES = Number(process.env.RESOLVER_MATRIX_FUZZ ?? 100);
const SEED = Number(process.env.RESOLVER_MATRIX_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Cases of one test: a long run tells every few minutes how far it is. */
const CHUNK = 1000;
const LIMIT_MS = 3_600_000;

const toolchains = await findToolchains();
const obstacle = toolchains.length === 0 ? "no Go toolchain" : await obstacleToLabs();
const chunks = Array.from({ length: Math.ceil(RANDOM_CASES / CHUNK) }, (_, index) => {
  const first = index * CHUNK;
  const end = Math.min(first + CHUNK, RANDOM_CASES);
  return { first, end, label: `${first} to ${end - 1}` };
});

async function obstacleToLabs(): Promise<string | null> {
  try {
    await (await RealGo.open()).close();
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}

// In CI, and where random cases were asked for, a missing toolchain or lab is a failure.
const isOptional = !process.env.CI && process.env.RESOLVER_MATRIX_FUZZ === undefined;

describe.skipIf(obstacle !== null && isOptional)(
  `real Go${obstacle === null ? "" : ` (not here: ${obstacle})`}`,
  () => {
    let real: RealGo;
    const tally = new Tally();
    beforeAll(async () => {
      real = await RealGo.open();
    });
    afterAll(async () => {
      console.info(tally.table(SEED));
      await real?.close();
    });

    test("there is a toolchain", () => requireToolchains());

    describe.each(toolchains)("Go $version", (toolchain) => {
      test("named cases", { timeout: LIMIT_MS }, async () => {
        for (const { oracleCase, builds } of NAMED_CASES) {
          for (const variant of builds) {
            const build = { ...ordinaryBuild(toolchain, variant.cgo), ...variant };
            const what = `${oracleCase.title}, ${JSON.stringify(variant)}`;
            expect(await differencesOf(real, build, oracleCase), what).toEqual([]);
          }
        }
      });

      describe.each(KINDS)(`random cases of %s, seed ${SEED}`, (kind, arbitrary) => {
        test.each(chunks)("cases $label", { timeout: LIMIT_MS }, async ({ first, end }) => {
          const cases = fc.sample(arbitrary, { numRuns: RANDOM_CASES, seed: SEED }).slice(first, end);
          const { lasting, passing } = await compareRandom(real, toolchain, cases, first);
          tally.add(toolchain.version, kind, cases.length, lasting.length, passing.length);
          if (passing.length > 0) console.info(`Differed once, and not again:\n${passing.join("\n")}`);
          expect(lasting.join("\n")).toBe("");
        });
      });
    });
  },
);

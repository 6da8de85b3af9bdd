/**
 * The real libcs that this machine has do what they were recorded doing: a sample that needs no waiting, and with
 * RESOLVER_MATRIX_GOLDEN=all everything that a lab can play.
 */
import { describe, expect, test } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import { openLocalEngine } from "../../../harness/lab/local/engine.ts";
import { goldenLibcs, goldenScenarios } from "./golden.ts";
import { factsOf, observeLibcs } from "./observe.ts";

const LIMIT_MS = 600_000;
/** A lookup that took less waited for nothing. */
const AT_ONCE_MS = 500;
/** Of the scenarios that need no waiting every so many-th is in the sample. */
const SAMPLE_STEP = 4;

const all = process.env.RESOLVER_MATRIX_GOLDEN === "all";
const inCi = Boolean(process.env.CI);
const recorded = goldenLibcs().filter(({ image }) => image !== null);
const images = recorded.flatMap(({ image }) => image ?? []);
const obstacle = inCi ? null : await obstacleToLabs();

const playable = (await goldenScenarios()).filter(({ beyond }) => beyond === null);
const quick = playable.filter(({ id }) =>
  recorded.every(({ results }) => (results.get(id)?.elapsedMs ?? 0) < AT_ONCE_MS),
);
const scenarios = all ? playable : quick.filter((_, index) => index % SAMPLE_STEP === 0);

async function obstacleToLabs(): Promise<string | null> {
  try {
    await (await openLocalEngine()).close();
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}

describe.skipIf(obstacle !== null)(
  `real libcs${obstacle === null ? "" : ` (not here: ${obstacle})`}, ${all ? "everything recorded" : "a sample"}`,
  () => {
    test("do as recorded", { timeout: LIMIT_MS }, async () => {
      const observed = await observeLibcs(scenarios, images);
      const wrong: unknown[] = [];
      let compared = 0;
      for (const { image, results } of observed) {
        const golden = recorded.find((libc) => libc.image === image);
        for (const [scenario, result] of results) {
          // In CI every image must be there; elsewhere what cannot be had is left out.
          if (typeof result === "string") {
            if (inCi) wrong.push({ image, scenario, result });
            continue;
          }
          const expected = golden?.results.get(scenario);
          if (expected === undefined || expected.races) continue;
          compared += 1;
          if (factsOf(result) !== factsOf(expected)) wrong.push({ image, scenario, expected, result });
        }
      }
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(0);
    });
  },
);

/**
 * The real libcs that this machine has do what they were recorded doing: a sample that needs no waiting, and with
 * RESOLVER_MATRIX_GOLDEN=all everything that a lab can play.
 */
import { describe, expect, test } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import { loadImages } from "../../../harness/images/catalogue.ts";
import { openLocalEngine } from "../../../harness/lab/local/engine.ts";
import { type GoldenResult, goldenLibcs, goldenScenarios } from "./golden.ts";
import { factsOf, type ObservedLibc, observeLibcs } from "./observe.ts";

const LIMIT_MS = 600_000;
/** A lookup that took less waited for nothing. */
const AT_ONCE_MS = 500;
/** Of the scenarios that need no waiting every so many-th is in the sample. */
const SAMPLE_STEP = 6;

const all = process.env.RESOLVER_MATRIX_GOLDEN === "all";
const inCi = Boolean(process.env.CI);
const libcs = goldenLibcs();
const recorded = libcs.filter(({ image }) => image !== null);
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
      expect(observed.flatMap(differencesOf)).toEqual([]);
      // In CI the catalogue's default images must be there; elsewhere what cannot be had is left out.
      const defaults = (await loadImages()).filter((image) => image.default).map(({ id }) => id);
      const absent = observed.filter(({ libc }) => libc === null).map(({ image }) => image);
      if (inCi) expect(absent.filter((image) => defaults.includes(image))).toEqual([]);
      if (absent.length < images.length) expect(observed.flatMap(comparable).length).toBeGreaterThan(0);
    });
  },
);

interface Compared {
  readonly image: string;
  readonly scenario: string;
  readonly expected: GoldenResult;
  readonly result: GoldenResult;
}

/** Results that can be held against a recording of the same libc: a suite that moves on may hold another by now. */
function comparable({ image, libc, results }: ObservedLibc): readonly Compared[] {
  const golden = recorded.find((known) => known.image === image && known.libc === libc);
  return [...results].flatMap(([scenario, result]) => {
    const expected = golden?.results.get(scenario);
    if (expected === undefined || typeof result === "string" || races(scenario, libc)) return [];
    return [{ image, scenario, expected, result }];
  });
}

function differencesOf(observed: ObservedLibc) {
  return comparable(observed)
    .filter(({ expected, result }) => factsOf(expected) !== factsOf(result))
    .map(({ image, scenario, expected, result }) => ({
      image,
      scenario,
      expected: factsOf(expected),
      got: factsOf(result),
    }));
}

/** Whether it depends on the moment what a libc of this family does there. */
function races(scenario: string, libc: string | null): boolean {
  const family = libc?.split("@")[0] ?? "";
  return libcs.some(
    (known) => known.libc.startsWith(`${family}@`) && known.results.get(scenario)?.races === true,
  );
}

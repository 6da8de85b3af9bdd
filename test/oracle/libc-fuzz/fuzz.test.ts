/**
 * Real libcs and their models side by side, in as many random cases as RESOLVER_MATRIX_FUZZ says (default 100), and
 * with every image that RESOLVER_MATRIX_FUZZ_IMAGES names (default: those that can be had at once). RESOLVER_MATRIX_SEED
 * repeats a run.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import { openLocalEngine } from "../../../harness/lab/local/engine.ts";
import { differencesOf } from "./compare.ts";
import { emulateLibc } from "./emulated-libc.ts";
import { type FuzzCase, tellCase } from "./fuzz-case.ts";
import { randomCase } from "./random.ts";
import { type RealLibc, RealLibcs } from "./real-libcs.ts";

const CASES = Number(process.env.RESOLVER_MATRIX_FUZZ ?? 100);
const SEED = Number(process.env.RESOLVER_MATRIX_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Cases at the same time. */
const CONCURRENCY = 8;
/** What differs is run again: what differs each time counts, the rest is an overloaded machine. */
const REPETITIONS = 2;
const LIMIT_MS = 7_200_000;
/** Without a virtual clock only cases that wait no longer are run. */
const PATIENCE_MS = 100;
const DEFAULT_HOST = {
  id: "default",
  title: "",
  imitates: "",
  refs: [],
  syscalls: {},
  sysctls: {},
  user: null,
  files: {},
};

const IMAGES = (
  process.env.RESOLVER_MATRIX_FUZZ_IMAGES ??
  "alpine-3.6,alpine-3.8,alpine-3.9,alpine-3.12,alpine-3.13,alpine-3.17,alpine-3.18,alpine-3.19,alpine-3.20,debian-sid-musl"
).split(",");

const obstacle = await obstacleToLabs();

async function obstacleToLabs(): Promise<string | null> {
  try {
    await (await openLocalEngine()).close();
    return null;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}

// In CI a machine that cannot make labs is a failure.
describe.skipIf(obstacle !== null && !process.env.CI)(
  `real libcs${obstacle === null ? "" : ` (not here: ${obstacle})`}, seed ${SEED}`,
  () => {
    let real: RealLibcs;
    const tally: string[] = [];
    beforeAll(async () => {
      real = await RealLibcs.open();
    });
    afterAll(async () => {
      console.info([`seed ${SEED}`, ...tally].join("\n"));
      await real?.close();
    });

    test.for(IMAGES)("%s", { timeout: LIMIT_MS }, async (image, { skip }) => {
      const libc = await available(real, image);
      if (typeof libc === "string") {
        tally.push(`${image}: ${libc}`);
        return skip(libc);
      }
      const { lasting, passing, run } = await compareAll(libc, real.isTimed);
      tally.push(
        `${image} ${libc.id}: ${run} cases, ${lasting.length} differ, ${passing.length} differed once`,
      );
      if (passing.length > 0) console.info(`Differed once, and not again:\n${passing.join("\n")}`);
      expect(lasting.join("\n\n")).toBe("");
    });
  },
);

/** Why there is no such libc here; in CI every image must be had. */
async function available(real: RealLibcs, image: string): Promise<RealLibc | string> {
  try {
    return await real.libc(image, DEFAULT_HOST);
  } catch (error) {
    if (error instanceof Unavailable && !process.env.CI) return error.message;
    throw error;
  }
}

async function compareAll(libc: RealLibc, isTimed: boolean) {
  const lasting: string[] = [];
  const passing: string[] = [];
  let run = 0;
  const left = fc.sample(randomCase, { numRuns: CASES, seed: SEED }).entries();
  const work = async () => {
    for (const [number, fuzzCase] of left) {
      if (!isTimed && (await waits(libc, fuzzCase))) continue;
      run += 1;
      const differences = await differencesOf(libc, fuzzCase, isTimed);
      if (differences.length === 0) continue;
      const told = [`case ${number}:`, ...differences.map((each) => `  ${each}`), tellCase(fuzzCase)].join(
        "\n",
      );
      ((await differsAgain(libc, fuzzCase, isTimed)) ? lasting : passing).push(told);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return { lasting, passing, run };
}

async function waits(libc: RealLibc, fuzzCase: FuzzCase): Promise<boolean> {
  const { runs } = await emulateLibc(libc.model, fuzzCase);
  return runs.some(({ elapsedMs }) => elapsedMs > PATIENCE_MS);
}

async function differsAgain(libc: RealLibc, fuzzCase: FuzzCase, isTimed: boolean): Promise<boolean> {
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    if ((await differencesOf(libc, fuzzCase, isTimed)).length === 0) return false;
  }
  return true;
}

/**
 * How much a property is tried: as often as RESOLVER_MATRIX_FUZZ says, which a few hundred times is by default.
 * RESOLVER_MATRIX_SEED repeats a run; a failure tells its seed, too.
 */
const RUNS = process.env.RESOLVER_MATRIX_FUZZ;
const SEED = Number(process.env.RESOLVER_MATRIX_SEED ?? Math.floor(Math.random() * 2 ** 31));
const LONG_MS = 3_600_000;

/** Parameters of fc.assert, and a time limit for the test. */
export function fuzzed(ordinary = 200): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: RUNS === undefined ? ordinary : Number(RUNS), seed: SEED };
}

/** Of a test that many runs may keep busy. In milliseconds. */
export const FUZZ_LIMIT = { timeout: LONG_MS };

/** Of a title, so that what failed can be repeated. */
export const seedTold = `seed ${SEED}`;

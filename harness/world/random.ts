/** Random numbers that are the same for the same seed. */

/** Integers from 0 to below the given limit. */
export type Random = (limit: number) => number;

/** A generator (Tommy Ettinger's mulberry32) that starts from the low 32 bits of `seed`. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
}

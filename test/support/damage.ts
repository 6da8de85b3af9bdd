/** Damaged texts. */
import fc from "fast-check";

export interface Damage {
  /** Where, as a part of the text's length. */
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

/** One to four damages, with what `pieces` holds or with any characters. */
export function damages(pieces: readonly string[]): fc.Arbitrary<readonly Damage[]> {
  return fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(12),
      put: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6, unit: "binary" })),
    }),
    { minLength: 1, maxLength: 4 },
  );
}

export function damagedText(text: string, all: readonly Damage[]): string {
  return all.reduce((damaged, { at, cut, put }) => {
    const index = Math.floor(at * damaged.length);
    return damaged.slice(0, index) + put + damaged.slice(index + cut);
  }, text);
}

/** What steers a terminal, but for line ends. */
export const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

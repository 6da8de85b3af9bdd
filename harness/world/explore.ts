/** Every way in which a lookup can go that races with itself, in an order that is always the same. */
import type { Choice, SimulatedRun } from "./simulated.ts";

export interface Exploration<Result> {
  /** The run in which everything happened in the order in which it was caused comes first. */
  readonly runs: readonly [SimulatedRun<Result>, ...SimulatedRun<Result>[]];
  /** Whether there are no other ways. */
  readonly complete: boolean;
}

/**
 * Runs once for each sequence of answers of World.choose(), as far as `most` runs go. `run` must make a fresh machine
 * with these choices each time. Rejects with what `run` rejects with.
 */
export async function explore<Result>(
  run: (choices: readonly number[]) => Promise<SimulatedRun<Result>>,
  most: number,
): Promise<Exploration<Result>> {
  const first = await run([]);
  const others: SimulatedRun<Result>[] = [];
  let next = nextChoices(first.chosen);
  while (next !== null && others.length + 1 < most) {
    const other = await run(next);
    others.push(other);
    next = nextChoices(other.chosen);
  }
  return { runs: [first, ...others], complete: next === null };
}

/** The sequence after this one, as one counts: the last choice that is not at its end goes on. Null after the last. */
function nextChoices(chosen: readonly Choice[]): readonly number[] | null {
  const at = chosen.findLastIndex(({ taken, count }) => taken + 1 < count);
  return at === -1
    ? null
    : chosen.slice(0, at + 1).map(({ taken }, index) => (index === at ? taken + 1 : taken));
}

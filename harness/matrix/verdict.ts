/** How much two cells differ, ordered. */
import type { Verdict } from "../scenario/scenario.ts";

/** From the lightest to the heaviest. */
export const VERDICTS = [
  "agree",
  "latency",
  "wire",
  "order",
  "addresses",
  "error-kind",
  "outcome",
] as const satisfies readonly Verdict[];

/** Negative where `left` is lighter than `right`, positive where it is heavier. */
export function compareSeverity(left: Verdict, right: Verdict): number {
  return VERDICTS.indexOf(left) - VERDICTS.indexOf(right);
}

/** The heaviest of several verdicts; null for none. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict | null {
  let worst: Verdict | null = null;
  for (const verdict of verdicts) {
    if (worst === null || compareSeverity(verdict, worst) > 0) worst = verdict;
  }
  return worst;
}

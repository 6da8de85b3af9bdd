/** Exit codes of the command line: a contract, other programs read them. */
import type { Report } from "../matrix/report-data.ts";
import type { Verdict } from "../scenario/scenario.ts";

export const EXIT = {
  asExpected: 0,
  /** Something differs from what the scenarios expect. */
  unexpected: 1,
  /** Usage or scenario error. */
  usage: 2,
  /** No engine, an image unavailable, or a mistake of our own. */
  couldNotRun: 3,
} as const;

/** What a shell gives for a program that a signal ended. */
export const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

/** Differences that a caller of the resolver sees; who asked what and how long it took is not among them. */
const RESULTS_DIFFER: ReadonlySet<Verdict> = new Set(["order", "addresses", "error-kind", "outcome"]);

/**
 * What differs from the expectations weighs more than what could be neither observed nor emulated.
 * @param failOnDifference whether results that differ between resolvers count as unexpected
 */
export function exitCodeOf(
  { summary, comparisons }: Pick<Report, "summary" | "comparisons">,
  failOnDifference = false,
): number {
  if (summary.unexpected > 0) return EXIT.unexpected;
  if (failOnDifference && comparisons.some(({ verdict }) => RESULTS_DIFFER.has(verdict))) {
    return EXIT.unexpected;
  }
  return summary.unavailable > 0 ? EXIT.couldNotRun : EXIT.asExpected;
}

/** Exit codes of the command line: a contract, other programs read them. */
import type { Report } from "../matrix/report-data.ts";

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

/** What differs from the expectations weighs more than what could be neither observed nor emulated. */
export function exitCodeOf({ summary }: Pick<Report, "summary">): number {
  if (summary.unexpected > 0) return EXIT.unexpected;
  return summary.unavailable > 0 ? EXIT.couldNotRun : EXIT.asExpected;
}

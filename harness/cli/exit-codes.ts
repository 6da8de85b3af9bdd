/** Exit codes of the command line: a contract, other programs read them. */
import { evidenceOf } from "../matrix/cell-place.ts";
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

/**
 * What differs from the expectations weighs more than what could not be observed. Who asked for the model by name knows
 * that it has no libc: what it could emulate decides then. A run whose report does not say who chose counts as not asked.
 */
export function exitCodeOf(
  { summary, cells }: Pick<Report, "summary" | "cells">,
  modelAskedFor = false,
): number {
  if (summary.unexpected > 0) return EXIT.unexpected;
  const missing = modelAskedFor ? missingFromModel(cells) : summary.unavailable;
  return missing > 0 ? EXIT.couldNotRun : EXIT.asExpected;
}

/** Cells that the model was to emulate and could not; all cells where there are none. */
function missingFromModel(cells: Report["cells"]): number {
  const emulations = cells.filter((cell) => evidenceOf(cell) === "emulated");
  return emulations.length === 0
    ? cells.length
    : emulations.filter(({ evidence }) => evidence === "unavailable").length;
}

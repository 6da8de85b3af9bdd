/** What lint knows and finds, as data. With --format json it is printed so: other programs read the field names. */
import type { Reading } from "../readings/reading.ts";

export const KINDS = ["resolv-conf", "nsswitch", "scenario"] as const;
export type Kind = (typeof KINDS)[number];

/** From worst to least. Notes alone leave the exit code at 0. */
export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What can be said of a rule without a file. */
export interface RuleInfo {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in one line. */
  readonly title: string;
  /** Why it matters, and what to do instead. */
  readonly advice: string;
  /** Where it can be read. */
  readonly reference: string;
  /** Ids of the catalogue's scenarios in which the rule finds something, so that runs show what it says. */
  readonly shownBy: readonly string[];
}

/** A place in a configuration file that a rule speaks of. */
export interface Hit {
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in bytes. */
  readonly column: number;
  readonly message: string;
  /** What each resolver makes of it; absent: what each makes of the line. */
  readonly readings?: readonly Reading[];
}

export interface Rule<File> extends RuleInfo {
  check(file: File): readonly Hit[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 units, as editors count. */
  readonly column: number;
  readonly message: string;
  readonly readings: readonly Reading[];
  readonly reference: string;
}

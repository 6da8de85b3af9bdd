/** What lint knows and finds, as data. With --format json it is printed so: other programs read the field names. */
import type { Reading } from "../readings/reading.ts";

/** Files in a format of their own, which lint reads as resolvers do. */
export const CONF_KINDS = ["resolv-conf", "nsswitch", "hosts", "host-conf"] as const;
export type ConfKind = (typeof CONF_KINDS)[number];
/** YAML files that hold such files, or what becomes a resolv.conf. */
export const YAML_KINDS = ["scenario", "kubernetes", "compose", "cloud-init"] as const;
export type YamlKind = (typeof YAML_KINDS)[number];
/** Files that bear on names and that no resolver of the matrix reads as a resolv.conf: named for what they are. */
export const NAMED_KINDS = ["netplan", "resolved-conf", "resolvconf-conf", "gai-conf"] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export const KINDS = [...CONF_KINDS, ...YAML_KINDS, ...NAMED_KINDS] as const;
export type Kind = (typeof KINDS)[number];

/** The kind, if it is that of a file in a format of its own. */
export function confKindOf(kind: Kind | null): ConfKind | null {
  return CONF_KINDS.find((known) => known === kind) ?? null;
}

/** From worst to least. Notes alone leave the exit code at 0. */
export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What can be said of a rule without a file. */
export interface RuleInfo {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in one line. */
  readonly title: string;
  /** Why it matters. */
  readonly advice: string;
  /** What to write instead, where a finding has nothing more precise. */
  readonly instead: string;
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
  /** What to write instead of what stands here; absent: what the rule says. */
  readonly instead?: string;
  /** Less than the rule's, such as for what a distribution ships. */
  readonly severity?: Severity;
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
  /** What to write instead. */
  readonly instead: string;
  readonly reference: string;
}

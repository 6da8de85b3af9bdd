/** What `explain` tells about one name, as data. With --json it is printed so: other programs read the field names. */
import type { Effective, FileReading } from "../readings/reading.ts";

import type { Family } from "../world/world.ts";

export interface Explanation {
  readonly version: 2;
  readonly name: string;
  readonly family: Family;
  /** The Go versions that are looked at: "Go" alone means all of them. "1.11–1.19, 1.24". */
  readonly go: string;
  /** Where files, environment and host name come from, in one line. */
  readonly setting: string;
  readonly hostname: string;
  /** Variables that change what resolvers do. */
  readonly env: Readonly<Record<string, string>>;
  /** Addresses at which DNS was thought to answer. */
  readonly servers: readonly string[];
  /** Who fails where others do not; empty: nobody. */
  readonly verdicts: readonly Verdict[];
  readonly modes: readonly ModeGroup[];
  readonly configuration: readonly FileReading[];
  /** What the readers have in the end, once per group that has the same. */
  readonly effective: readonly Effective[];
  readonly questions: readonly QuestionGroup[];
  readonly differences: readonly Difference[];
  /** What DNS may reply without any two of them parting. */
  readonly agreements: readonly string[];
  readonly versions: readonly VersionPicture[];
}

/** Who looks the name up in programs of these Go versions, and the rule that decides it. */
export interface ModeGroup {
  /** "Go", "Go 1.11–1.19". */
  readonly go: string;
  /** Null where there is nothing to decide: the name is an address, or empty. */
  readonly decision: {
    /** As GODEBUG=netdns=2 prints it: "cgo" or the order of Go's own resolver. */
    readonly order: string;
    /** For people: `resolv.conf line 1: unknown keyword "#"`. */
    readonly because: string;
    readonly rule: string;
    /** Where upstream decides so, in the newest of these versions. */
    readonly upstream: string;
    /** The order of the same versions without cgo. */
    readonly pureOrder: string;
  } | null;
}

/** What these releases ask. */
export interface QuestionGroup {
  /** "musl", "Go, glibc ≥2.26 (RHEL ≥7.5)". */
  readonly who: string;
  /** What the lookup comes to without any question, or null. */
  readonly endsWith: string | null;
  readonly questions: readonly Question[];
  /** Whether queries carry an OPT record. */
  readonly edns: boolean;
  readonly transport: "udp" | "tcp";
  /** Milliseconds until the lookup ends if no server ever answers; null: never. */
  readonly longestMs: number | null;
}

export interface Question {
  /** With its final dot. */
  readonly name: string;
  readonly types: readonly string[];
  /** In turn, each round. */
  readonly servers: readonly string[];
  readonly rounds: number;
}

/** One point at which resolvers part. */
export interface Difference {
  readonly id: string;
  /** "here": already by these files and this name. "reply": only if DNS answers so. */
  readonly kind: "here" | "reply";
  /** What DNS does there. */
  readonly topic: string;
  /** Who comes to what, with the versions. */
  readonly sides: readonly { readonly who: string; readonly does: string; readonly found: boolean }[];
  readonly changes: readonly Since[];
}

/** A release from which on it is otherwise. */
export interface Since {
  /** "musl 1.2.1". */
  readonly since: string;
  /** Rows of the family's table. */
  readonly changes: readonly { readonly id: string; readonly what: string; readonly upstream: string }[];
}

/** Releases that fail where others find the name. */
export interface Verdict {
  readonly who: string;
  /** Whether they fail whatever DNS replies. */
  readonly certain: boolean;
  /** What DNS does there. */
  readonly when: readonly string[];
  readonly does: readonly string[];
  readonly since: readonly Since[];
}

/** What every release comes to at one behaviour of DNS. */
export interface VersionPicture {
  readonly id: string;
  readonly topic: string;
  readonly outcomes: readonly { readonly does: string; readonly found: boolean }[];
  readonly rows: readonly VersionRow[];
}

export interface VersionRow {
  readonly line: string;
  /** Oldest first; `outcome` is a place in the picture's list. */
  readonly versions: readonly { readonly version: string; readonly outcome: number }[];
  readonly changes: readonly Since[];
}

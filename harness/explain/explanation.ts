/** What `explain` tells about one name, as data. With --json it is printed so: other programs read the field names. */
import type { Effective, FileReading } from "../readings/reading.ts";

import type { Family } from "../world/world.ts";

export interface Explanation {
  readonly version: 1;
  readonly name: string;
  readonly family: Family;
  /** The Go versions that are looked at: "Go" alone means all of them. "1.11–1.19, 1.24". */
  readonly go: string;
  /** Where files, environment and host name come from, in one line. */
  readonly setting: string;
  readonly hostname: string;
  /** Variables that change what resolvers do. */
  readonly env: Readonly<Record<string, string>>;
  readonly modes: readonly ModeGroup[];
  readonly configuration: readonly FileReading[];
  /** What the readers have in the end, once per group that has the same. */
  readonly effective: readonly Effective[];
  readonly questions: readonly QuestionGroup[];
  readonly differences: readonly Difference[];
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

/** What Go's own resolver asks, in these versions. */
export interface QuestionGroup {
  readonly go: string;
  /** Where the hosts file comes before or after DNS, by version; null for an address, which is not looked up. */
  readonly orders: readonly { readonly go: string; readonly order: string | null }[];
  /** What ends the lookup before a question is asked, or null. */
  readonly endsWith: string | null;
  readonly questions: readonly Question[];
  /** A and AAAA go out together. */
  readonly parallel: boolean;
  readonly transport: "udp" | "tcp";
  /** "1.19–1.27": versions among these whose queries carry an OPT record; null for none. */
  readonly edns: string | null;
  /** Milliseconds that each server is given for each question. */
  readonly timeoutMs: number;
  /** Milliseconds until the lookup fails if no server ever answers. */
  readonly longestMs: number;
}

export interface Question {
  /** With its final dot. */
  readonly name: string;
  /** The suffix of the search list that made it, or null. */
  readonly suffix: string | null;
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
  /** What it is about, in one or two words. */
  readonly topic: string;
  /** Who does what, with the versions. */
  readonly sides: readonly { readonly who: string; readonly does: string }[];
}

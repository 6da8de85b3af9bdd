/** How resolvers take one configuration file. With `explain --json` it is printed so: other programs read the field names. */
import type { FileProblem } from "../resolvers/libc/failures.ts";

/** One configuration file, as resolvers read it. */
export interface FileReading {
  readonly path: string;
  /** Where its content comes from, for people. */
  readonly origin: string;
  /** Why there is no content to read, or null. */
  readonly problem: FileProblem;
  /** Lines that do something for somebody, or could be thought to. */
  readonly lines: readonly LineReading[];
  /** How many lines are not told because they do not bear on the name. */
  readonly passedOver: number;
  /** What to know about the file as a whole. */
  readonly remarks: readonly string[];
}

export interface LineReading {
  /** Counts from 1. */
  readonly line: number;
  readonly text: string;
  readonly readings: readonly Reading[];
}

/** What a line does for some readers. */
export interface Reading {
  /** "everybody", "Go", "Go 1.11–1.19", "musl, glibc ≤2.28 (RHEL ≤7.6)". */
  readonly readers: string;
  /** Null: nothing. */
  readonly effect: string | null;
  /** Why the line, or a part of it, is ignored, or what to know about its effect. */
  readonly why: string | null;
}

/** The resolver configuration that some readers end up with. */
export interface Effective {
  readonly readers: string;
  /** "10.0.0.1:53"; empty where `failure` is not null. */
  readonly servers: readonly string[];
  /** No server was given: built-in ones stand in. */
  readonly hasDefaultServers: boolean;
  /** With final dots. */
  readonly search: readonly string[];
  readonly searchFrom: "file" | "hostname" | "environment" | "nowhere";
  readonly ndots: number;
  /** Seconds. */
  readonly timeout: number;
  readonly attempts: number;
  /** Why nobody is asked at all, or null. */
  readonly failure: string | null;
}

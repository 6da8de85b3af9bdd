/** Configuration files as rules look at them: lines with their words, and what each resolver makes of each line. */
import { confsOf } from "../readings/conf-of.ts";
import { linesOfNsswitch } from "../readings/nsswitch.ts";
import type { LineReading, Reading } from "../readings/reading.ts";
import { type Confs, linesOfResolvConf } from "../readings/resolv-conf.ts";
import { EVERY_GO } from "../resolvers/catalogue.ts";
import { featuresOf, type Nsswitch, parseNsswitch } from "../resolvers/go/index.ts";
import { linesOf } from "../resolvers/libc/conf.ts";

/** Text between blanks, a byte string. */
export interface Word {
  readonly text: string;
  /** Counts from 1, in bytes. */
  readonly column: number;
}

export interface Line {
  /** Counts from 1. */
  readonly number: number;
  /** A byte string without its newline. */
  readonly text: string;
  readonly words: readonly Word[];
}

export interface ConfFile {
  readonly lines: readonly Line[];
  readonly readingsOf: (line: number) => readonly Reading[];
}

export interface ResolvConfFile extends ConfFile {
  readonly confs: Confs;
}

export interface NsswitchFile extends ConfFile {
  /** As the newest Go reads it. */
  readonly parsed: Nsswitch;
}

export interface HostsFile extends ConfFile {
  readonly endsWithNewline: boolean;
}

/** Neither a host name nor variables: lint judges the file alone. */
const NO_SURROUNDINGS = { hostname: "", env: {} };

/** What every reader makes of the text of a resolv.conf (a byte string). */
export function confsOfText(text: string): Confs {
  return confsOf(NO_SURROUNDINGS, { text, problem: null }, EVERY_GO);
}

export function resolvConfFile(text: string): ResolvConfFile {
  const confs = confsOfText(text);
  return { confs, lines: toLines(text), readingsOf: readingsIn(linesOfResolvConf(confs)) };
}

export function nsswitchFile(text: string): NsswitchFile {
  const newest = EVERY_GO.at(-1);
  if (newest === undefined) throw new RangeError("no Go version is known");
  return {
    parsed: parseNsswitch(text, featuresOf(newest)),
    lines: toLines(text),
    readingsOf: readingsIn(linesOfNsswitch(text, EVERY_GO)),
  };
}

/** A hosts file: what readers make of a line depends on the name, so rules ask for it. */
export function hostsFile(text: string): HostsFile {
  return { ...plainFile(text), endsWithNewline: text === "" || text.endsWith("\n") };
}

/** A file of which only the lines are known. */
export function plainFile(text: string): ConfFile {
  return { lines: toLines(text), readingsOf: () => [] };
}

function toLines(text: string): readonly Line[] {
  return linesOf(text).map((line, index) => ({
    number: index + 1,
    text: line,
    words: [...line.matchAll(/[^ \t\r]+/g)].map((match) => ({ text: match[0], column: match.index + 1 })),
  }));
}

function readingsIn(lines: readonly LineReading[]): (line: number) => readonly Reading[] {
  const byLine = new Map(lines.map(({ line, readings }) => [line, readings]));
  return (line) => byLine.get(line) ?? [];
}

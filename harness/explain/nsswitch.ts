/** /etc/nsswitch.conf: what its hosts lines do for each reader. musl never opens the file. */
import {
  featuresOf,
  type GoBuild,
  type LineNote,
  parseNsswitch,
  toDisplayText,
} from "../resolvers/go/index.ts";
import { linesOf } from "./libc-conf.ts";
import { type GlibcLevel, isSince } from "./libc-levels.ts";
import { agreements, type PerReader, perGlibc } from "./readings.ts";
import type { LineReading, Reading } from "./types.ts";

type Note = Omit<Reading, "readers">;

/** The hosts lines, and those that spoil the file for somebody. */
export function linesOfNsswitch(content: string, builds: readonly GoBuild[]): readonly LineReading[] {
  const go = builds.map((build) => [build, parseNsswitch(content, featuresOf(build)).notes] as const);
  const glibc = perGlibc((level) => glibcNotes(content, level));
  return linesOf(content).flatMap((text, index) => {
    if (
      !bears(
        text,
        go.map(([, notes]) => notes[index]),
      )
    )
      return [];
    const readings: PerReader<Note> = {
      go: go.map(([build, notes]) => [build, goNote(notes[index])]),
      musl: { effect: null, why: "never reads this file" },
      glibc: glibc.map(([level, notes]) => [level, notes[index] ?? { effect: null, why: null }]),
    };
    const told = agreements(readings).map(({ readers, value }) => ({ readers, ...value }));
    return [{ line: index + 1, text: toDisplayText(text), readings: told }];
  });
}

/** A hosts line, or one that Go stumbles over. */
function bears(text: string, notes: readonly (LineNote | undefined)[]): boolean {
  if (/^\s*hosts\s*:/.test(text)) return true;
  return notes.some((note) => note?.why?.includes("whole file") === true);
}

function goNote(note: LineNote | undefined): Note {
  return note === undefined
    ? { effect: null, why: "reading stopped before" }
    : { effect: note.effect, why: note.why };
}

/** nss/nsswitch.c up to 2.32, nss/nss_database.c from 2.33 on: the last hosts line counts. */
function glibcNotes(content: string, level: GlibcLevel): readonly Note[] {
  const isStrict = isSince(level, "2.33");
  const lines = linesOf(content);
  const isHosts = (line: string) => /^\s*hosts\s*:/.test(line);
  const last = lines.findLastIndex(isHosts);
  return lines.map((line, index) => {
    if (!isHosts(line)) return { effect: null, why: isStrict && isBroken(line) ? BROKEN : null };
    if (index !== last) return { effect: null, why: `hosts: line ${last + 1} replaces it` };
    const value = line.slice(line.indexOf(":") + 1);
    const sources = sourcesOf(isStrict ? value : (value.split("#", 1)[0] ?? ""));
    if (sources === "") {
      return isStrict
        ? { effect: "every lookup fails with EAI_SYSTEM", why: "no source" }
        : { effect: null, why: "no source" };
    }
    const comment =
      isStrict && value.includes("#") ? '"#" begins no comment here: all words are sources' : null;
    return { effect: `hosts: ${sources}`, why: comment };
  });
}

const BROKEN = "a syntax error makes every lookup fail";

function isBroken(line: string): boolean {
  return line.trim() !== "" && !line.trim().startsWith("#") && !line.includes(":");
}

/** "files, mdns4_minimal [NOTFOUND=return], dns" */
function sourcesOf(value: string): string {
  return toDisplayText(value)
    .trim()
    .replace(/\s+(?=\[)/g, "\u00a0")
    .split(/[ \t\r]+/)
    .filter((word) => word !== "")
    .join(", ")
    .replaceAll("\u00a0", " ");
}

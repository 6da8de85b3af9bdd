/** /etc/nsswitch.conf: what its hosts lines do for each reader. musl never opens the file. */

import { nsswitchAsGlibc } from "../resolvers/glibc/nsswitch-notes.ts";
import {
  featuresOf,
  type GoBuild,
  type LineNote,
  parseNsswitch,
  toDisplayText,
} from "../resolvers/go/index.ts";
import { linesOf } from "../resolvers/libc/conf.ts";
import type { LineReading, Reading } from "./reading.ts";
import { agreements, type PerReader, perGlibc } from "./readings.ts";

type Note = Omit<Reading, "readers">;

/** The hosts lines, and those that spoil the file for somebody. */
export function linesOfNsswitch(content: string, builds: readonly GoBuild[]): readonly LineReading[] {
  const go = builds.map((build) => [build, parseNsswitch(content, featuresOf(build)).notes] as const);
  const glibc = perGlibc((level) => nsswitchAsGlibc(content, level));
  return linesOf(content).flatMap((text, index) => {
    const goNotes = go.map(([, notes]) => notes[index]);
    const spoilsGlibc = glibc.some(([, notes]) => notes[index]?.effect != null);
    if (!spoilsGlibc && !bears(text, goNotes)) return [];
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

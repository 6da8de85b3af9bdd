/** /etc/resolv.conf: what each line does for each reader, and what they end up with. */

import type { LineNote, ResolvConf } from "../resolvers/go/index.ts";
import type { LibcConf } from "../resolvers/libc/conf.ts";
import { rooted, withPort } from "../resolvers/libc/conf.ts";
import { toDisplayText } from "../resolvers/text.ts";
import type { Effective, LineReading, Reading } from "./reading.ts";
import { agreements, mapReaders, type PerReader } from "./readings.ts";

/** Every reader's configuration, and why it has none, where it has none. */
export type Confs = PerReader<ReaderConf>;

export interface ReaderConf {
  readonly effective: Omit<Effective, "readers">;
  /** Empty where there was no content to read. */
  readonly notes: readonly LineNote[];
}

/** Go's configuration in the common form. */
export function confOfGo({
  servers,
  hasDefaultServers,
  search,
  searchFrom,
  ...conf
}: ResolvConf): ReaderConf {
  const effective = {
    servers: servers.map(({ text }) => text),
    hasDefaultServers,
    search: search.map(toDisplayText),
    searchFrom,
    ndots: conf.ndots,
    timeout: conf.timeoutMs / 1000,
    attempts: conf.attempts,
    failure: null,
  };
  return { effective, notes: conf.notes };
}

/** A libc's configuration in the common form. `failure`: what happens instead of a question, or null. */
export function confOfLibc(conf: LibcConf, failure: string | null): ReaderConf {
  const effective = {
    servers: failure === null ? conf.servers.map(withPort) : [],
    hasDefaultServers: conf.hasDefaultServers,
    search: conf.search.map((name) => toDisplayText(rooted(name))),
    searchFrom: conf.searchFrom,
    ndots: conf.ndots,
    timeout: conf.timeoutS,
    attempts: conf.attempts,
    failure,
  };
  return { effective, notes: conf.notes };
}

/** What the readers end up with, told once for those that agree. */
export function effectiveOf(confs: Confs): readonly Effective[] {
  return agreements(mapReaders(confs, ({ effective }) => effective)).map(({ readers, value }) => ({
    readers,
    ...value,
  }));
}

/** What each line does. Blank lines are left out. */
export function linesOfResolvConf(confs: Confs): readonly LineReading[] {
  // All readers have a note for each line of the file, up to where one of them stops reading.
  const texts = confs.musl.notes;
  return texts.flatMap(({ line, text }, index) => {
    if (text.trim() === "") return [];
    const readings = mapReaders(confs, ({ notes }) => readingOf(notes[index]));
    return [{ line, text, readings: together(readings) }];
  });
}

function readingOf(note: LineNote | undefined): Omit<Reading, "readers"> {
  if (note === undefined) return { effect: null, why: "reading stopped before" };
  return { effect: note.effect, why: note.why };
}

/** One reading for all who ignore the line, if all do: their words for it differ, the reason does not matter. */
function together(readings: PerReader<Omit<Reading, "readers">>): readonly Reading[] {
  const all = agreements(readings);
  const told = all.every(({ value }) => value.effect === null) ? agreements(readings, () => null) : all;
  return told.map(({ readers, value }) => ({ readers, ...value }));
}

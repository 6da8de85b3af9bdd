/** What each reader makes of one statement of a resolv.conf by itself, such as one option of a longer line. */

import type { Reading } from "../readings/reading.ts";
import { agreements, mapReaders } from "../readings/readings.ts";
import { linesOfResolvConf } from "../readings/resolv-conf.ts";
import { confsOfText } from "./conf-file.ts";

export function readAlone(statement: string): readonly Reading[] {
  return linesOfResolvConf(confsOfText(`${statement}\n`))[0]?.readings ?? [];
}

/** Who does nothing with the statement: "musl, glibc ≤2.25 (RHEL ≤7.4)"; null for nobody. */
export function whoIgnores(statement: string): string | null {
  const ignored = mapReaders(confsOfText(`${statement}\n`), ({ notes }) => notes[0]?.ignored ?? true);
  return agreements(ignored).find(({ value }) => value)?.readers ?? null;
}

/** What was made of files lately: the processes of one scenario read the same ones again and again. */
import type { Features } from "./versions.ts";

/** Files per release: those of some scenarios. */
const MOST_FILES = 64;

/** The same function, which calls `make` only where it has not done so lately. */
export function remembered<Result>(
  make: (content: string, hostname: string, features: Features) => Result,
): (content: string, hostname: string, features: Features) => Result {
  const byRelease = new WeakMap<Features, Map<string, Result>>();
  return (content, hostname, features) => {
    const known = byRelease.get(features) ?? new Map<string, Result>();
    byRelease.set(features, known);
    const key = `${hostname}\n${content}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_FILES) known.clear();
    const made = make(content, hostname, features);
    known.set(key, made);
    return made;
  };
}

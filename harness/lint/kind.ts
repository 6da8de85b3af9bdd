/** What kind of file it is, by its name, else by what stands in it. */
import type { Kind } from "./finding.ts";

const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/\.ya?ml$/i, "scenario"],
  [/nsswitch/i, "nsswitch"],
  [/resolv/i, "resolv-conf"],
];
const BY_CONTENT: readonly (readonly [RegExp, Kind])[] = [
  [/^(?:title|lookups)[ \t]*:/m, "scenario"],
  [/^[ \t]*(?:nameserver|search|domain|options|sortlist)[ \t]/m, "resolv-conf"],
  [/^[ \t]*(?:hosts|passwd|group|shadow|services)[ \t]*:/m, "nsswitch"],
];

/** Null where neither tells. `text` may be a byte string. */
export function kindOf(file: string, text: string): Kind | null {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const found =
    BY_NAME.find(([pattern]) => pattern.test(name)) ?? BY_CONTENT.find(([pattern]) => pattern.test(text));
  return found?.[1] ?? null;
}

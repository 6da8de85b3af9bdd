/** A lookup in words and as a key: everything that tells it from the other lookups of its scenario. */
import type { Lookup } from "./world.ts";

/** Code of a lookup whose caller stopped waiting at its deadline. */
export const CALLER_GAVE_UP = "deadline";

/** Equal for equal lookups only. */
export function lookupKey({ name, family, deadlineMs, flags, after }: Lookup): string {
  return JSON.stringify([name, family, deadlineMs ?? null, flags ?? null, after ?? []]);
}

/** What is asked besides the name: "ip4", "ip within 3s", "ip with addrconfig", "ip after look up db, wait 6s". */
export function lookupDetails({ family, deadlineMs, flags, after }: Lookup): string {
  const parts = [
    family,
    deadlineMs === undefined ? "" : `within ${durationText(deadlineMs)}`,
    flags === undefined ? "" : `with ${flags.length === 0 ? "no flags" : flags.join(" ")}`,
    after === undefined || after.length === 0 ? "" : `after ${after.join(", ")}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** As `lookupDetails`, without the family where it is the ordinary one: "" for an ordinary lookup. */
export function lookupParticulars(lookup: Lookup): string {
  const details = lookupDetails(lookup);
  return lookup.family === "ip" ? details.replace(/^ip ?/, "") : details;
}

/** "3s", "250ms", "1.5s". */
export function durationText(durationMs: number): string {
  return durationMs % 100 === 0 && durationMs > 0 ? `${durationMs / 1000}s` : `${durationMs}ms`;
}

/** What several rows ask of a cell. */
import type { Facts, Told } from "./facts.ts";

/** Every error but NXDOMAIN. */
export const FAILURE = /^rcode (?!NXDOMAIN)/;

/** An option with this text is set. */
export function hasOption({ options }: Facts, wanted: string | RegExp): boolean {
  return options.some((word) => (typeof wanted === "string" ? word === wanted : wanted.test(word)));
}

/** A of some name is `a`, AAAA `aaaa`, where both were asked. */
export function pair({ told }: Facts, a: Told | RegExp, aaaa: Told | RegExp): boolean {
  const is = (what: Told | undefined, wanted: Told | RegExp) =>
    what !== undefined && (typeof wanted === "string" ? what === wanted : wanted.test(what));
  return told.some(({ A, AAAA }) => is(A, a) && is(AAAA, aaaa));
}

/** All that was told is one of these. */
export function all({ told }: Facts, wanted: RegExp): boolean {
  const each = told.flatMap(({ A, AAAA }) => [A, AAAA]).filter((what) => what !== undefined);
  return each.length > 0 && each.every((what) => wanted.test(what));
}

/** It failed otherwise than for want of the name or of an address. */
export function isTemporary({ cell: { outcome } }: Facts): boolean {
  return outcome?.kind === "error" && outcome.class !== "not-found" && outcome.class !== "no-data";
}

/** The name as it stands in a trace: in small letters, with a final dot. */
export function rooted(name: string): string {
  return name.endsWith(".") ? name.toLowerCase() : `${name.toLowerCase()}.`;
}

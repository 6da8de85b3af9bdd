/** How long a cell may take: its end, when it comes by itself. */
import { setMaxListeners } from "node:events";
import { Unavailable } from "../errors.ts";

/**
 * The life of one cell: a signal that is aborted when one of `outer` is, or after `limitMs`.
 * Call `end` when the cell is over, so that the timer does not keep the process alive.
 */
export function limitedLife(
  limitMs: number,
  what: string,
  ...outer: readonly AbortSignal[]
): { readonly signal: AbortSignal; readonly end: () => void } {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Unavailable(`${what} took longer than ${limitMs / 1000} s and was ended`));
  }, limitMs);
  const signal = AbortSignal.any([...outer, limit.signal]);
  // Everything of a cell waits on it: many listeners are no leak here.
  setMaxListeners(0, signal);
  return { signal, end: () => clearTimeout(timer) };
}

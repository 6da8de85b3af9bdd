/** Libc cells whose outcome hangs on what comes first, as their trace tells. */
import type { TraceEvent } from "../trace/event.ts";

/** Replies no further apart than this may come in the other way round next time. */
const RACE_WINDOW_MS = 40;

/**
 * Why another run may show another outcome: one question went to several servers at once, and their answers differ in what they
 * say of the name. Null where that is not so.
 */
export function orderDecides(trace: readonly TraceEvent[]): string | null {
  for (const event of trace) {
    const { reply } = event;
    if (reply === null) continue;
    const rival = trace.find(
      (other) =>
        other.server !== event.server &&
        other.name === event.name &&
        other.type === event.type &&
        other.reply !== null &&
        Math.abs(other.atMs - event.atMs) <= 1 &&
        Math.abs(other.reply.atMs - reply.atMs) <= RACE_WINDOW_MS &&
        (other.reply.rcode !== reply.rcode || (other.reply.answers === 0) !== (reply.answers === 0)),
    );
    if (rival !== undefined) {
      return `${event.server} and ${rival.server} are asked at once for ${event.name} ${event.type} and say different things: whichever answers first decides`;
    }
  }
  return null;
}

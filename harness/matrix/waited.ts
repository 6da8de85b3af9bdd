/** How much of a lookup's time was waiting for something that did not come, and not work of a busy machine. */
import type { ReportCell } from "./report-data.ts";

/**
 * A pause on the wire as long as this is a timeout or a slow server. Shorter ones are round trips, which a machine
 * that runs many cells at once draws out.
 */
const SHORTEST_WAIT_MS = 300;

/** Sum of the pauses between two messages of the trace, before the first and after the last. In milliseconds. */
export function waitedMs({ trace, elapsedMs }: Pick<ReportCell, "trace" | "elapsedMs">): number {
  const messages = trace.flatMap(({ atMs, reply }) => (reply === null ? [atMs] : [atMs, reply.atMs]));
  const within = messages.filter((atMs) => atMs > 0 && atMs < elapsedMs).toSorted((a, b) => a - b);
  const times = [0, ...within, elapsedMs];
  return times.reduce((sum, time, index) => {
    const pause = time - (times[index - 1] ?? time);
    return pause < SHORTEST_WAIT_MS ? sum : sum + pause;
  }, 0);
}

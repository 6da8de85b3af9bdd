import { describe, expect, test } from "vitest";
import { waitedMs } from "../../harness/matrix/waited.ts";
import type { TraceEvent } from "../../harness/trace/event.ts";

/** Queries at these times, each answered after so many milliseconds, or never. */
function trace(
  ...queries: readonly (readonly [atMs: number, answeredAfterMs: number | null])[]
): readonly TraceEvent[] {
  return queries.map(([atMs, after]) => ({
    atMs,
    server: "10.0.0.1:53",
    transport: "udp",
    name: "db.example.",
    type: "A",
    edns: false,
    reply: after === null ? null : { atMs: atMs + after, rcode: "NOERROR", answers: 1, truncated: false },
    icmp: null,
  }));
}

describe("waitedMs", () => {
  test.each([
    ["answers at once", trace([1, 1], [2, 1]), 4, 0],
    ["a busy machine", trace([100, 100], [300, 100], [500, 100]), 700, 0],
    ["nothing asked, long at work", [], 1000, 1000],
    ["two timeouts", trace([0, null], [2500, null]), 5000, 5000],
    ["a timeout, then an answer", trace([0, null], [5000, 1]), 5003, 5000],
    ["a slow server", trace([5, 3000]), 3010, 3000],
    ["a reply that comes after the end counts for nothing", trace([0, 9000]), 2000, 2000],
  ])("%s", (_, events, elapsedMs, expected) => {
    expect(waitedMs({ trace: events, elapsedMs })).toBe(expected);
  });
});

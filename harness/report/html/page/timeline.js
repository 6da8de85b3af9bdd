/** What a cell's packets look like over time: lanes per server, a line per question, and the time in which nothing came. */

/** @import { TraceEvent } from "../../../trace/event.ts" */

/**
 * @typedef {object} Try one query and what became of it
 * @property {TraceEvent} event
 * @property {number} number from 1
 * @property {number} endMs the reply, or the next try, or the end of the cell
 * @property {"answered" | "unanswered" | "refused"} kind
 */

/**
 * @typedef {object} Line one question over one transport
 * @property {string} name
 * @property {string} type
 * @property {"udp" | "tcp"} transport
 * @property {Try[]} tries
 */

/** @typedef {{ server: string, lines: Line[] }} Lane */

/** @typedef {{ startMs: number, endMs: number }} Gap */

/**
 * Lanes and lines in the order of first use.
 * @param {readonly TraceEvent[]} trace
 * @param {number} elapsedMs
 * @returns {Lane[]}
 */
export function lanesOf(trace, elapsedMs) {
  /** @type {Map<string, Map<string, TraceEvent[]>>} */
  const servers = new Map();
  for (const event of trace) {
    const lines = servers.get(event.server) ?? new Map();
    servers.set(event.server, lines);
    const question = JSON.stringify([event.name, event.type, event.transport]);
    lines.set(question, [...(lines.get(question) ?? []), event]);
  }
  return [...servers].map(([server, lines]) => ({
    server,
    lines: [...lines.values()].flatMap((events) => {
      const [first] = events;
      return first === undefined ? [] : [{ ...first, tries: triesOf(events, elapsedMs) }];
    }),
  }));
}

/**
 * @param {TraceEvent[]} events
 * @param {number} elapsedMs
 * @returns {Try[]}
 */
function triesOf(events, elapsedMs) {
  return events.map((event, place) => ({
    event,
    number: place + 1,
    endMs: event.reply?.atMs ?? events[place + 1]?.atMs ?? Math.max(elapsedMs, event.atMs),
    kind: event.reply !== null ? "answered" : event.icmp !== null ? "refused" : "unanswered",
  }));
}

/**
 * When a cell came to its end: a packet may be on the wire a little longer than the resolver waited for it.
 * @param {readonly TraceEvent[]} trace
 * @param {number} elapsedMs
 */
export function endOf(trace, elapsedMs) {
  return Math.max(elapsedMs, ...trace.map(({ atMs, reply }) => reply?.atMs ?? atMs));
}

/**
 * Stretches in which no packet came or went, from the first query to the end.
 * @param {readonly TraceEvent[]} trace
 * @param {number} elapsedMs
 * @param {number} shortestMs what counts as a stretch
 * @returns {Gap[]}
 */
export function gapsOf(trace, elapsedMs, shortestMs) {
  const moments = trace.flatMap(({ atMs, reply }) => (reply === null ? [atMs] : [atMs, reply.atMs]));
  if (moments.length === 0) return [];
  const ordered = [...moments, elapsedMs].sort((left, right) => left - right);
  return ordered.flatMap((endMs, place) => {
    const startMs = ordered[place - 1] ?? endMs;
    return endMs - startMs >= shortestMs ? [{ startMs, endMs }] : [];
  });
}

/**
 * What became of a query, in words.
 * @param {TraceEvent} event
 */
export function replyText({ reply, icmp }) {
  if (reply === null) return icmp === null ? "no reply" : `ICMP ${icmp.replaceAll("-", " ")}`;
  const answers =
    reply.rcode === "NOERROR"
      ? `, ${reply.answers === 0 ? "no" : reply.answers} answer${reply.answers === 1 ? "" : "s"}`
      : "";
  return `${reply.rcode}${answers}${reply.truncated ? ", truncated" : ""}${reply.ad === true ? ", AD" : ""}`;
}

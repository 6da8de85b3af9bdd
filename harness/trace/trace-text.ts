/** A lookup's questions as lines of text, for reports that are read in a log. */
import type { TraceEvent } from "./event.ts";

/** A resolver that retries asks the same ones again. */
const MAX_TOLD_QUESTIONS = 12;

/**
 * "0.1 ms: asked 10.0.0.1:53 for db.example. A over udp: NOERROR, answers: 1, after 0.4 ms", one for each question.
 * Unescaped: names come from outside.
 * @param omitted questions that the trace does not hold
 */
export function askedLines(trace: readonly TraceEvent[], omitted = 0): readonly string[] {
  if (trace.length === 0) return ["asked nobody"];
  const told = trace.slice(0, MAX_TOLD_QUESTIONS).map(askedLine);
  const rest = trace.length - told.length + omitted;
  return rest === 0 ? told : [...told, `and ${rest} more questions`];
}

function askedLine({ atMs, server, transport, name, type, reply, icmp }: TraceEvent): string {
  const end =
    reply === null
      ? (icmp ?? "no reply")
      : `${reply.rcode}, answers: ${reply.answers}${reply.truncated ? ", truncated" : ""}, after ${formatDuration(reply.atMs - atMs)}`;
  return `${formatDuration(atMs)}: asked ${server} for ${name} ${type} over ${transport}: ${end}`;
}

/** Milliseconds as a person reads them: "0.4 ms", "5 s". */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Number(ms.toFixed(1))} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}

/** Every message of a cell, in order. */
import { el, tag } from "./dom.js";
import { counted, duration, shown } from "./text.js";
import { replyText } from "./timeline.js";
import { transportBadge, typeBadge } from "./timeline-chart.js";

/** @import { ReportCell } from "../../../matrix/report-data.ts" */
/** @import { TraceEvent } from "../../../trace/event.ts" */

/** The most messages that are listed. */
const mostMessages = 200;

/** @param {ReportCell} cell */
export function messageTable({ trace, traceOmitted = 0 }) {
  const manyServers = new Set(trace.map(({ server }) => server)).size > 1;
  const heads = ["at", ...(manyServers ? ["server"] : []), "question", "reply", "after"];
  /** @type {Map<string, number>} */
  const tries = new Map();
  const rows = trace.slice(0, mostMessages).map((event) => {
    const question = JSON.stringify([event.server, event.name, event.type, event.transport]);
    tries.set(question, (tries.get(question) ?? 0) + 1);
    return messageRow(event, tries.get(question) ?? 1, manyServers);
  });
  const left = trace.length - rows.length;
  return el(
    "details",
    { class: "messages", open: trace.length <= 12 },
    el("summary", {}, counted(trace.length + traceOmitted, "message")),
    el(
      "table",
      { "aria-label": "messages" },
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows),
    ),
    left > 0 ? el("p", {}, `${counted(left, "more message")} in the JSON report`) : null,
    traceOmitted > 0 ? el("p", {}, `${counted(traceOmitted, "more message")} in no report`) : null,
  );
}

/**
 * @param {TraceEvent} event
 * @param {number} number which try of its question
 * @param {boolean} manyServers
 */
function messageRow(event, number, manyServers) {
  const { atMs, server, transport, name, type, edns, ednsSize, ad, clientPort, reply } = event;
  return el(
    "tr",
    {},
    el("td", { class: "time" }, duration(atMs)),
    manyServers ? el("td", {}, shown(server)) : null,
    el(
      "td",
      { class: "asked" },
      typeBadge(type),
      " ",
      transportBadge(transport),
      " ",
      el("bdi", {}, shown(name)),
      edns ? tag(ednsSize === undefined ? "EDNS" : `EDNS ${ednsSize}`) : null,
      ad === true ? tag("AD") : null,
      clientPort === undefined ? null : tag(`from port ${clientPort}`),
      number > 1 ? tag(`try ${number}`) : null,
    ),
    el("td", { class: reply === null ? "nothing" : null }, replyText(event)),
    el("td", { class: "time" }, reply === null ? "–" : duration(reply.atMs - atMs)),
  );
}

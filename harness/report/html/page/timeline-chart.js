/** The timeline as a picture. Its words are in the caption and in the table of messages below. */
import { el } from "./dom.js";
import { counted, duration, shown } from "./text.js";
import { gapsOf, lanesOf, replyText } from "./timeline.js";

/** @import { ReportCell } from "../../../matrix/report-data.ts" */
/** @import { ServerDetails } from "../details.ts" */
/** @import { Gap, Line, Try } from "./timeline.js" */

/** A stretch without packets is told from here on, or from this part of the whole width on. */
const shortestGapMs = 100;
const shortestGapPart = 0.06;
/** A stretch of this part of the width has room for its number. */
const labelledGapPart = 0.14;
/** The most lines that are drawn; the table has them all. */
const mostLines = 40;

/**
 * @param {ReportCell} cell
 * @param {number} spanMs
 * @param {readonly ServerDetails[]} servers those of the scenario
 */
export function timelineChart(cell, spanMs, servers) {
  const { trace, elapsedMs } = cell;
  const lanes = lanesOf(trace, elapsedMs);
  const gaps = gapsOf(trace, elapsedMs, Math.max(shortestGapMs, spanMs * shortestGapPart));
  const total = lanes.reduce((sum, { lines }) => sum + lines.length, 0);
  const names = new Set(trace.map(({ name }) => name));
  let room = mostLines;
  const drawn = lanes.flatMap(({ server, lines }) => {
    const shownLines = lines.slice(0, room);
    room -= shownLines.length;
    return shownLines.length === 0
      ? []
      : [
          el("div", { class: "lane" }, el("strong", {}, shown(server)), ` ${serverText(server, servers)}`),
          ...shownLines.map((line) => lineRow(line, names.size > 1, gaps, spanMs)),
        ];
  });
  return el(
    "figure",
    { class: "timeline" },
    el("figcaption", {}, captionOf(cell, gaps)),
    trace.length === 0
      ? null
      : el(
          "div",
          { class: "chart", "aria-hidden": "true" },
          axisRow(gaps, elapsedMs, spanMs),
          ...drawn,
          total > mostLines ? el("p", {}, `${counted(total - mostLines, "more line")} in the table`) : null,
        ),
  );
}

/**
 * @param {ReportCell} cell
 * @param {Gap[]} gaps
 */
function captionOf({ trace, elapsedMs }, gaps) {
  if (trace.length === 0) return `No packet in ${duration(elapsedMs)}.`;
  const deadMs = gaps.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const dead = deadMs > 0 ? `; nothing came or went for ${duration(deadMs)} of it` : "";
  const queries = trace.length === 1 ? "1 query" : `${trace.length} queries`;
  return `${queries} in ${duration(elapsedMs)}${dead}.`;
}

/**
 * @param {string} server "10.247.3.10:53"
 * @param {readonly ServerDetails[]} servers
 */
function serverText(server, servers) {
  const known = servers.find(({ address }) => server === `${address}:53` || server === `[${address}]:53`);
  if (known === undefined) return servers.length === 0 ? "" : "no server of the scenario";
  const states = known.udp === known.tcp ? known.udp : `udp ${known.udp}, tcp ${known.tcp}`;
  return known.delayMs > 0 ? `${states}, replies after ${duration(known.delayMs)}` : states;
}

/**
 * @param {Gap[]} gaps
 * @param {number} elapsedMs
 * @param {number} spanMs
 */
function axisRow(gaps, elapsedMs, spanMs) {
  const wide = gaps.filter(({ startMs, endMs }) => endMs - startMs >= spanMs * labelledGapPart);
  const labels = wide.map(({ startMs, endMs }) =>
    placed(el("span", { class: "gap-label" }, duration(endMs - startMs)), startMs, endMs, spanMs),
  );
  // Near the right edge the caption's number must do.
  const label = elapsedMs < spanMs * 0.75 ? el("span", {}, duration(elapsedMs)) : null;
  const end = placed(el("span", { class: "end" }, label), elapsedMs, elapsedMs, spanMs);
  return el(
    "div",
    { class: "line axis" },
    el("span"),
    el("span", { class: "track" }, ...labels, end),
    el("span"),
  );
}

/**
 * @param {Line} line
 * @param {boolean} named whether names differ and must be told
 * @param {Gap[]} gaps
 * @param {number} spanMs
 */
function lineRow({ name, type, transport, tries }, named, gaps, spanMs) {
  const last = tries.at(-1);
  const count = tries.length > 1 ? ` ×${tries.length}` : "";
  return el(
    "div",
    { class: "line" },
    el(
      "span",
      { class: "question", title: shown(name) },
      typeBadge(type),
      transportBadge(transport),
      named ? el("bdi", {}, shown(name)) : null,
    ),
    el(
      "span",
      { class: "track" },
      ...gaps.map(({ startMs, endMs }) => placed(el("i", { class: "gap" }), startMs, endMs, spanMs)),
      ...tries.map((one) => bar(one, type, transport, spanMs)),
    ),
    el("span", { class: "became" }, `${last === undefined ? "" : replyText(last.event)}${count}`),
  );
}

/** @param {string} type */
export function typeBadge(type) {
  const kind = type === "A" ? "a" : type === "AAAA" ? "aaaa" : "other";
  return el("span", { class: `type type-${kind}` }, shown(type));
}

/** @param {"udp" | "tcp"} transport */
export function transportBadge(transport) {
  return el("span", { class: `transport ${transport}` }, transport.toUpperCase());
}

/**
 * @param {Try} attempt
 * @param {string} type
 * @param {"udp" | "tcp"} transport
 * @param {number} spanMs
 */
function bar({ event, number, endMs, kind }, type, transport, spanMs) {
  const family = type === "A" ? "a" : type === "AAAA" ? "aaaa" : "other";
  const mark = kind === "refused" ? "✕" : number > 1 ? String(number) : "";
  return placed(
    el("b", { class: `bar ${kind} type-${family} ${transport}` }, el("span", {}, mark)),
    event.atMs,
    endMs,
    spanMs,
  );
}

/**
 * @template {HTMLElement} T
 * @param {T} element
 * @param {number} startMs
 * @param {number} endMs
 * @param {number} spanMs
 */
function placed(element, startMs, endMs, spanMs) {
  const part = (/** @type {number} */ ms) => `${Math.min(100, Math.max(0, (ms / spanMs) * 100)).toFixed(3)}%`;
  element.style.left = part(startMs);
  element.style.width = part(endMs - startMs);
  return element;
}

/** One of two cells side by side: outcome, mode, and what went over the wire. */
import { cellAddress } from "./address.js";
import { cellAt, columnOf, detailsOf, imageOf } from "./data.js";
import { el, tag } from "./dom.js";
import { messageTable } from "./messages.js";
import { duration, shown } from "./text.js";
import { timelineChart } from "./timeline-chart.js";

/** @import { Child } from "./dom.js" */
/** @import { ReportCell } from "../../../matrix/report-data.ts" */
/** @typedef {NonNullable<ReportCell["outcome"]>} Outcome */

/**
 * @param {number} index
 * @param {number | null} other the cell beside it: what differs from it is marked
 * @param {number} spanMs what the timeline's width stands for, the same on both sides
 * @param {Node} role
 */
export function sidePanel(index, other, spanMs, role) {
  const cell = cellAt(index);
  const { name } = columnOf(index);
  const beside = other === null ? null : cellAt(other);
  const servers = detailsOf(cell.scenario)?.dns ?? [];
  return el(
    "section",
    { class: "side", "aria-label": `${cell.image} / ${name}` },
    el("p", { class: "role-line" }, role),
    el(
      "h3",
      {},
      el("a", { href: cellAddress(index) }, shown(name)),
      el("span", { class: "in" }, ` in ${shown(cell.image)}`),
      tag(cell.evidence),
    ),
    el("dl", {}, ...facts(cell, beside)),
    cell.evidence === "unavailable" ? null : timelineChart(cell, spanMs, servers),
    cell.trace.length === 0 ? null : messageTable(cell),
  );
}

/**
 * @param {ReportCell} cell
 * @param {ReportCell | null} beside
 */
function facts(cell, beside) {
  const asked = askedServers(cell);
  /** @type {[string, Child | Child[], boolean][]} */
  const lines = [
    ["Outcome", outcomeText(cell), differs(cell.outcome, beside?.outcome, beside)],
    ["Asked", asked === "" ? "nobody" : shown(asked), beside !== null && asked !== askedServers(beside)],
    ["Time", duration(cell.elapsedMs), beside !== null && Math.abs(beside.elapsedMs - cell.elapsedMs) > 1000],
  ];
  if (cell.evidence === "unavailable") lines.length = 1;
  for (const [index, one] of (cell.earlier ?? []).entries())
    lines.push([`Lookup ${index + 1} before`, outcomeLine(one), false]);
  if (cell.orderDecides !== undefined) lines.push(["Order decides", shown(cell.orderDecides), false]);
  if (cell.alternatives.length > 0)
    lines.push([
      "Or else",
      el("ul", {}, ...cell.alternatives.map((one) => el("li", {}, outcomeLine(one)))),
      false,
    ]);
  if (cell.mode !== undefined) lines.push(["Mode", modeText(cell), false]);
  if (cell.programOutcome !== undefined)
    lines.push(["A cgo build", ["prints the libc's: ", ...outcomeLine(cell.programOutcome)], false]);
  const image = imageOf(cell.image);
  if (image?.digest) lines.push(["Image", el("code", { class: "digest" }, shown(image.digest)), false]);
  return lines.flatMap(([term, text, marked]) => [
    el("dt", {}, term),
    el("dd", { class: marked ? "differs" : null }, ...[text].flat()),
  ]);
}

/**
 * @param {Outcome | undefined} one
 * @param {Outcome | undefined} two
 * @param {ReportCell | null} beside
 */
function differs(one, two, beside) {
  if (beside === null) return false;
  const essence = (/** @type {Outcome | undefined} */ outcome) =>
    outcome?.kind === "answer"
      ? outcome.addresses.join()
      : outcome?.kind === "error"
        ? outcome.class
        : outcome?.kind;
  return essence(one) !== essence(two);
}

/** @param {ReportCell} cell */
function askedServers({ trace }) {
  return [...new Set(trace.map(({ server }) => server))].join(", ");
}

/** @param {ReportCell} cell */
function outcomeText({ outcome, reason = "no reason given", errno }) {
  if (outcome === undefined) return [el("strong", {}, "? unavailable"), ` ${shown(reason)}`];
  const line = outcomeLine(outcome);
  return errno === undefined ? line : [...line, ` errno ${shown(errno)}`];
}

/**
 * @param {Outcome} outcome
 * @returns {Child[]}
 */
function outcomeLine(outcome) {
  if (outcome.kind === "answer") {
    const addresses = outcome.addresses.map((address) => el("li", {}, el("code", {}, shown(address))));
    const name = outcome.canonicalName;
    return [
      el("strong", {}, "✓ answer"),
      el("ol", { class: "addresses" }, ...addresses),
      name === undefined ? null : el("span", {}, "canonical name ", el("code", {}, shown(name))),
    ];
  }
  if (outcome.kind === "never")
    return [el("strong", {}, "∞ never returns"), el("span", {}, shown(outcome.because))];
  const { code, number, class: kind, text } = outcome;
  return [
    el("strong", {}, `✗ ${shown(code)}`),
    number === undefined ? null : ` (${number})`,
    tag(kind),
    text === "" ? null : el("q", {}, el("bdi", {}, shown(text))),
  ];
}

/** @param {ReportCell} cell */
function modeText({ mode, program }) {
  if (mode === undefined) return [];
  const chosen = [el("strong", {}, shown(mode.order)), ` because ${shown(mode.because)}`];
  if (program === "libc")
    return [
      ...chosen,
      ": a program built with cgo asks the libc, one without uses ",
      el("code", {}, shown(mode.pureOrder)),
    ];
  return mode.order === mode.pureOrder
    ? chosen
    : [...chosen, "; without cgo ", el("code", {}, shown(mode.pureOrder))];
}

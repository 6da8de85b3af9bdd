/** One line of a table: the scenario and lookup at its head, then its cells. */
import { cellAddress } from "./address.js";
import { isThin } from "./columns.js";
import { cellAt, data, judgementOf, scenarioOf, unmetOfScenarios, wordOf } from "./data.js";
import { el, tag } from "./dom.js";
import { shown } from "./text.js";

/** @import { Head } from "./columns.js" */
/** @import { Row } from "./filters.js" */

/** Waiting that a person notices is told in the cell. */
const toldElapsedMs = 1000;

/**
 * @param {Row} row
 * @param {readonly Head[]} heads
 * @param {boolean} again whether the row above is of the same scenario
 * @param {boolean} continued whether the row below is
 */
export function matrixRow(row, heads, again, continued) {
  return el(
    "tr",
    { class: continued ? "continued" : null },
    rowHead(row, again, rowVerdict(row, heads)),
    ...heads.map((head) => cellOf(row.cells[head.index] ?? null, head)),
  );
}

/**
 * The heaviest verdict of the cells that are shown.
 * @param {Row} row
 * @param {readonly Head[]} heads
 */
export function rowVerdict(row, heads) {
  const verdicts = heads.map(({ index }) => {
    const cell = row.cells[index] ?? null;
    return cell === null ? null : judgementOf(cell).verdict;
  });
  return data.words.findLast(({ verdict }) => verdicts.includes(verdict)) ?? null;
}

/**
 * @param {Row} row
 * @param {boolean} again whether the row above is of the same scenario
 * @param {ReturnType<typeof rowVerdict>} verdict
 */
function rowHead({ scenario: id, lookup, details, host }, again, verdict) {
  const { title, known } = scenarioOf(id);
  const unmet = unmetOfScenarios.filter(({ scenario }) => scenario === id);
  return el(
    "th",
    { scope: "row", class: "row-head", title: `${id}: ${title}` },
    el("span", { class: again ? "title hidden" : "title" }, shown(title)),
    el(
      "span",
      { class: "lookup" },
      verdict === null
        ? null
        : el(
            "span",
            { class: `row-verdict mark-${verdict.verdict}`, title: verdict.meaning },
            `${verdict.glyph} ${verdict.word} `,
          ),
      el("code", {}, el("bdi", {}, shown(lookup.name) || "(empty name)")),
      ` ${shown(details)}`,
      host === "default" ? null : tag(`on ${shown(host)}`),
      known === null ? null : tag("known", "", known),
      ...unmet.map(({ cell, message }) => tag(`! unexpected ${shown(cell)}`, "mark-unexpected", message)),
    ),
  );
}

/**
 * @param {number | null} index
 * @param {Head} head
 */
function cellOf(index, { index: column, first }) {
  if (index === null) return el("td", { class: first ? "first" : null });
  const { image, evidence, elapsedMs, program, flaky, insteadOf, resolver } = cellAt(index);
  const { verdict, unmet } = judgementOf(index);
  const { glyph, word } = data.cellWords[index] ?? { glyph: "?", word: "" };
  const mark = evidence === "unavailable" ? "unavailable" : (verdict ?? "none");
  const judged = verdict === null ? null : wordOf(verdict);
  return el(
    "td",
    { class: `${first ? "first " : ""}mark-${mark}${unmet.length > 0 ? " unmet" : ""}` },
    el(
      "a",
      { href: cellAddress(index), tabindex: -1, "data-cell": index, "data-column": column },
      isThin(image)
        ? el("span", { class: "result" }, glyph, el("span", { class: "hidden" }, ` ${word}`))
        : el("span", { class: "result" }, `${glyph} ${shown(word)}`),
      el(
        "span",
        { class: "judged" },
        judged === null ? null : `${judged.glyph} ${judged.word} `,
        program === "libc"
          ? el("span", { class: "program", title: "a cgo build asks the libc here" }, "cgo")
          : null,
        elapsedMs >= toldElapsedMs
          ? el("span", { class: "wait" }, `${Math.round(elapsedMs / 1000)} s`)
          : null,
      ),
      insteadOf !== undefined && !resolver.startsWith("go@")
        ? el("span", { class: "stand-in", title: `a model: ${shown(insteadOf)}` }, "≈ emulated")
        : null,
      flaky === true
        ? el("span", { class: "flaky", title: "as expected only when repeated" }, "↻ flaky")
        : null,
      unmet.length > 0 ? el("span", { class: "unexpected" }, "! unexpected") : null,
    ),
  );
}

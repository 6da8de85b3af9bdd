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
    ...heads.map((head) => cellOf(cellsAt(row, head), head)),
  );
}

/**
 * The heaviest verdict of the cells that are shown.
 * @param {Row} row
 * @param {readonly Head[]} heads
 */
export function rowVerdict(row, heads) {
  return heaviest(heads.flatMap((head) => cellsAt(row, head)));
}

/** @param {readonly number[]} cells */
function heaviest(cells) {
  const verdicts = cells.map((cell) => judgementOf(cell).verdict);
  return data.words.findLast(({ verdict }) => verdicts.includes(verdict)) ?? null;
}

/**
 * @param {Row} row
 * @param {Head} head
 */
function cellsAt(row, { indexes }) {
  return indexes.map((column) => row.cells[column] ?? null).filter((cell) => cell !== null);
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
 * @param {readonly number[]} cells those that say the same; the one that differs most is opened
 * @param {Head} head
 */
function cellOf(cells, { indexes: [column = 0], first }) {
  const worst = heaviest(cells)?.verdict ?? null;
  const alike = cells.filter((cell) => judgementOf(cell).verdict === worst);
  const [index] = alike;
  if (index === undefined) return el("td", { class: first ? "first" : null });
  const { image, evidence, elapsedMs, program, flaky, insteadOf, resolver } = cellAt(index);
  const { verdict, unmet } = judgementOf(index);
  const { glyph, word } = data.cellWords[index] ?? { glyph: "?", word: "" };
  const mark = evidence === "unavailable" ? "unavailable" : (verdict ?? "none");
  const partly = alike.length < cells.length;
  const judged = verdict === null ? null : wordOf(verdict);
  return el(
    "td",
    {
      class: `${first ? "first " : ""}mark-${mark}${partly ? " partly" : ""}${unmet.length > 0 ? " unmet" : ""}`,
    },
    el(
      "a",
      {
        href: cellAddress(index),
        tabindex: -1,
        "data-cell": index,
        "data-cells": cells.length > 1 ? cells.join(" ") : null,
        "data-column": column,
      },
      isThin(image)
        ? el("span", { class: "result" }, glyph, el("span", { class: "hidden" }, ` ${word}`))
        : el("span", { class: "result" }, `${glyph} ${shown(word)}`),
      el(
        "span",
        { class: "judged" },
        judged === null
          ? null
          : `${judged.glyph} ${judged.word} ${partly ? `${alike.length}/${cells.length} ` : ""}`,
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

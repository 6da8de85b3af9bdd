/** The line below the rows of a scenario that fails: who fails and how, why, and what to do first. */
import { cellAddress } from "./address.js";
import { cellAt, data, judgementOf, scenarioOf } from "./data.js";
import { el, withCode } from "./dom.js";
import { shown } from "./text.js";

/** @import { Row } from "./filters.js" */

/** The most resolvers that are named for one way to fail. */
const mostNamed = 3;

/**
 * @param {readonly Row[]} rows of one scenario
 * @param {readonly number[]} columns those that are shown
 * @param {number} width in columns of the table
 * @param {Set<string>} told what the lines above have advised already
 * @returns {HTMLTableRowElement | null} null where nothing is unexpected and nobody fails where others answer
 */
export function storyRow(rows, columns, width, told) {
  const cells = rows
    .flatMap((row) => columns.map((column) => row.cells[column] ?? null))
    .filter((cell) => cell !== null);
  const failing = cells.filter(isFailing);
  if (failing.length === 0) return null;
  return el(
    "tr",
    { class: "story-row" },
    el(
      "td",
      { class: "story-line", colspan: width },
      el("div", {}, ...ways(failing), ...why(failing, told), ...fix(rows)),
    ),
  );
}

/** @param {number} index */
function isFailing(index) {
  const { verdict, unmet } = judgementOf(index);
  return unmet.length > 0 || (verdict === "outcome" && cellAt(index).outcome?.kind !== "answer");
}

/** @param {readonly number[]} failing */
function ways(failing) {
  const words = new Set(failing.map(wordAt));
  return [...words].map((word) => {
    const members = failing.filter((index) => wordAt(index) === word);
    /** @type {Map<string, number>} */
    const byName = new Map();
    for (const index of members) {
      const name = `${cellAt(index).resolver} in ${cellAt(index).image}`;
      if (!byName.has(name)) byName.set(name, index);
    }
    const named = [...byName]
      .slice(0, mostNamed)
      .flatMap(([name, index], place) => [
        place === 0 ? " " : ", ",
        el("a", { href: cellAddress(index), tabindex: -1 }, shown(name)),
      ]);
    const more = byName.size > mostNamed ? `, ${byName.size - mostNamed} more` : "";
    return el("span", {}, el("strong", { class: "mark-outcome" }, shown(word)), ...named, more);
  });
}

/** @param {number} index */
function wordAt(index) {
  const { glyph = "?", word = "" } = data.cellWords[index] ?? {};
  return `${glyph} ${word}`;
}

/**
 * @param {readonly number[]} failing
 * @param {Set<string>} told
 */
function why(failing, told) {
  const causes = failing.map((index) => cellAt(index).cause).filter((cause) => cause !== undefined);
  const [cause] = causes;
  if (cause === undefined) return [];
  const advice = data.advice[cause.scenario];
  const isNew = advice !== undefined && !told.has(advice);
  if (advice !== undefined) told.add(advice);
  return [
    el("span", {}, el("strong", {}, "why"), ` ${shown(cause.text)}`),
    isNew ? el("span", {}, el("strong", {}, "do"), " ", ...withCode(advice)) : null,
  ];
}

/** @param {readonly Row[]} rows */
function fix([row]) {
  const { file } = scenarioOf(row?.scenario ?? "");
  // A name that was tried without a scenario has no file.
  return [/\.ya?ml$/.test(file) ? el("code", {}, `resolver-matrix fix ${shown(file)}`) : null];
}

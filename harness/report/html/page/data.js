/** The report as the page's own JSON holds it, and short ways to its parts. */

import { objectsOf } from "./table.js";

/** @import { PackedPageData, PageData } from "../page-data.ts" */

/** @type {PackedPageData} */
const packed = JSON.parse(document.getElementById("data")?.textContent ?? "");

/** @type {PageData} */
export const data = {
  ...packed,
  report: {
    ...packed.report,
    cells: objectsOf(packed.report.cells),
    comparisons: objectsOf(packed.report.comparisons),
  },
  layout: { ...packed.layout, judgements: objectsOf(packed.layout.judgements) },
  cellWords: objectsOf(packed.cellWords),
};

const scenarios = new Map(data.report.scenarios.map((scenario) => [scenario.id, scenario]));
const details = new Map(Object.entries(data.details.scenarios));
const hosts = new Map(Object.entries(data.details.hosts));
const words = new Map(data.words.map((word) => [word.verdict, word]));
const images = new Map(data.report.images.map((image) => [image.id, image]));
const rowOfCell = new Map(
  data.layout.rows.flatMap((row) => row.cells.flatMap((cell) => (cell === null ? [] : [[cell, row]]))),
);

/** @param {number} index */
export function cellAt(index) {
  return present(data.report.cells[index], `cell ${index}`);
}

/** @param {number} index */
export function judgementOf(index) {
  return present(data.layout.judgements[index], `judgement ${index}`);
}

/** @param {number} index a comparison */
export function sidesOf(index) {
  return present(data.layout.sides[index], `sides ${index}`);
}

/** @param {number} index */
export function comparisonAt(index) {
  return present(data.report.comparisons[index], `comparison ${index}`);
}

/** @param {number} index */
export function expectationAt(index) {
  return present(data.report.expectations[index], `expectation ${index}`);
}

/** @param {number} cell */
export function rowOf(cell) {
  return present(rowOfCell.get(cell), `row of cell ${cell}`);
}

/** @param {number} cell */
export function columnOf(cell) {
  const place = rowOf(cell).cells.indexOf(cell);
  return present(data.layout.columns[place], `column of cell ${cell}`);
}

/** @param {string} id */
export function scenarioOf(id) {
  return scenarios.get(id) ?? { id, title: id, file: "", known: null, verdict: null };
}

/** @param {string} id */
export function detailsOf(id) {
  return details.get(id) ?? null;
}

/** @param {string} id */
export function hostOf(id) {
  return hosts.get(id) ?? null;
}

/** @param {string} id */
export function imageOf(id) {
  return images.get(id) ?? null;
}

/** @param {PageData["words"][number]["verdict"]} verdict */
export function wordOf(verdict) {
  return present(words.get(verdict), verdict);
}

/** Expectations about a scenario as a whole that do not hold. */
export const unmetOfScenarios = data.report.expectations.filter(
  ({ ok, cell }) => !ok && (cell === "verdict" || cell === "known"),
);

/**
 * @template T
 * @param {T | undefined} value
 * @param {string} what
 * @returns {T}
 */
function present(value, what) {
  if (value === undefined) throw new Error(`the report has no ${what}`);
  return value;
}

/** Which rows and columns are wanted. */
import { usedColumns } from "./columns.js";
import { cellAt, data, judgementOf, scenarioOf, unmetOfScenarios } from "./data.js";

/** @import { PageData } from "../page-data.ts" */
/** @typedef {PageData["layout"]["rows"][number]} Row */
/** @typedef {PageData["words"][number]["verdict"] | "unexpected" | "unavailable"} Mark what can be said of a cell */

/**
 * @typedef {object} Filters
 * @property {string} text every word of it must occur in a row
 * @property {string} topic "" for all
 * @property {readonly string[]} images those that are left out
 * @property {readonly string[]} resolvers those that are left out
 * @property {readonly string[]} hosts those that are left out
 * @property {readonly string[]} marks rows need a cell with one of them; none for all rows
 * @property {boolean} differing only rows in which something differs
 */

/** @type {Filters} */
export const noFilters = {
  text: "",
  topic: "",
  images: [],
  resolvers: [],
  hosts: [],
  marks: [],
  differing: false,
};

/** @param {Filters} filters */
export function filterQuery({ text, topic, images, resolvers, hosts, marks, differing }) {
  const query = new URLSearchParams();
  if (text !== "") query.set("text", text);
  if (topic !== "") query.set("topic", topic);
  if (differing) query.set("differing", "");
  for (const mark of marks) query.append("mark", mark);
  for (const image of images) query.append("without-image", image);
  for (const resolver of resolvers) query.append("without", resolver);
  for (const host of hosts) query.append("without-host", host);
  return query.toString();
}

/**
 * @param {string} text
 * @returns {Filters}
 */
export function parseFilters(text) {
  const query = new URLSearchParams(text);
  return {
    text: query.get("text") ?? "",
    topic: query.get("topic") ?? "",
    differing: query.has("differing"),
    marks: query.getAll("mark"),
    images: query.getAll("without-image"),
    resolvers: query.getAll("without"),
    hosts: query.getAll("without-host"),
  };
}

/**
 * What there is to say of a cell.
 * @param {number} index
 * @returns {Mark[]}
 */
export function marksOf(index) {
  const { verdict, unmet } = judgementOf(index);
  /** @type {Mark[]} */
  const marks = verdict === null ? [] : [verdict];
  if (cellAt(index).evidence === "unavailable") marks.push("unavailable");
  if (unmet.length > 0) marks.push("unexpected");
  return marks;
}

const unexpectedScenarios = new Set(unmetOfScenarios.map(({ scenario }) => scenario));

/**
 * The rows that are wanted, and the columns that are and have a cell in one of them.
 * @param {Filters} filters
 */
export function visible(filters) {
  const wanted = data.layout.columns.flatMap(({ image, name }, index) =>
    filters.images.includes(image) || filters.resolvers.includes(name) ? [] : [index],
  );
  const rows = data.layout.rows.filter((row) => isWanted(row, wanted, filters));
  return { rows, columns: usedColumns(rows, wanted) };
}

/**
 * @param {Row} row
 * @param {number[]} columns
 * @param {Filters} filters
 */
function isWanted(row, columns, { text, topic, hosts, marks, differing }) {
  if (topic !== "" && row.topic !== topic) return false;
  if (hosts.includes(row.host)) return false;
  const cells = columns.map((column) => row.cells[column] ?? null).filter((cell) => cell !== null);
  if (cells.length === 0) return false;
  /** @type {string[]} */
  const said = cells.flatMap(marksOf);
  if (unexpectedScenarios.has(row.scenario)) said.push("unexpected");
  if (differing && said.every((mark) => mark === "agree" || mark === "unavailable")) return false;
  if (marks.length > 0 && !marks.some((mark) => said.includes(mark))) return false;
  const words = text.toLowerCase().split(/\s+/);
  return words.every((word) => searchText(row).includes(word));
}

/** @type {WeakMap<Row, string>} */
const searchTexts = new WeakMap();

/** @param {Row} row */
function searchText(row) {
  const kept = searchTexts.get(row);
  if (kept !== undefined) return kept;
  const { title, known } = scenarioOf(row.scenario);
  const text = [
    row.scenario,
    title,
    known ?? "",
    row.lookup.name,
    row.details,
    row.host,
    ...row.cells.flatMap(cellTexts),
  ]
    .join("\n")
    .toLowerCase();
  searchTexts.set(row, text);
  return text;
}

/** @param {number | null} index */
function cellTexts(index) {
  if (index === null) return [];
  const { outcome, reason = "", mode, trace } = cellAt(index);
  const said =
    outcome === undefined
      ? [reason]
      : outcome.kind === "answer"
        ? outcome.addresses
        : outcome.kind === "never"
          ? [outcome.kind, outcome.because]
          : [outcome.class, outcome.code, outcome.text];
  return [
    ...said,
    ...(mode === undefined ? [] : [mode.order, mode.because]),
    ...new Set(trace.map(({ server }) => server)),
  ];
}

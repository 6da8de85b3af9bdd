/** The matrix: a table per topic, with a row per scenario and lookup and a column per image and resolver. */
import { columnGroup, headsOf, isThin, tableHead, usedColumns } from "./columns.js";
import { el } from "./dom.js";
import { matrixRow, rowVerdict } from "./matrix-row.js";
import { counted, shown } from "./text.js";

/** @import { Row } from "./filters.js" */

/**
 * Tables in the order of their topics, each with the columns that its rows use: scenarios choose their images and
 * versions by topic, and one table of all would be mostly empty.
 * @param {readonly Row[]} rows
 * @param {readonly number[]} columns
 */
export function matrixTables(rows, columns) {
  const topics = [...new Set(rows.map(({ topic }) => topic))];
  return topics.map((topic) => {
    const members = rows.filter((row) => row.topic === topic);
    return topicTable(topic, members, usedColumns(members, columns));
  });
}

/**
 * @param {string} topic
 * @param {readonly Row[]} rows all of the topic
 * @param {readonly number[]} columns
 */
export function topicTable(topic, rows, columns) {
  const heads = headsOf(columns);
  const thin = heads.filter(({ image }) => isThin(image)).length;
  const differing = rows.filter((row) => (rowVerdict(row, heads)?.verdict ?? "agree") !== "agree").length;
  const counts = `${counted(rows.length, "row")}, ${differing === 0 ? "none differs" : `${differing} with differences`}`;
  const table = el(
    "table",
    { class: "matrix" },
    el("caption", { class: "hidden" }, `${shown(topic)}: scenarios and lookups by image and resolver`),
    columnGroup(heads),
    tableHead(heads, el("span", {}, el("strong", {}, shown(topic)), " ", el("small", {}, counts))),
    el(
      "tbody",
      {},
      ...rows.map((row, place) => {
        const [before, after] = [rows[place - 1], rows[place + 1]];
        return matrixRow(row, heads, row.scenario === before?.scenario, row.scenario === after?.scenario);
      }),
    ),
  );
  table.style.setProperty("--wide", String(heads.length - thin));
  table.style.setProperty("--thin", String(thin));
  return table;
}

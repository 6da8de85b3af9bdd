/** The matrix: a table per topic, with a row per scenario and lookup and a column per image and resolver. */
import { columnGroup, headsOf, isThin, tableHead, usedColumns } from "./columns.js";
import { el } from "./dom.js";
import { matrixRow, rowVerdict } from "./matrix-row.js";
import { sameColumns } from "./same-columns.js";
import { storyRow } from "./story.js";
import { counted, shown } from "./text.js";

/** @import { Row } from "./filters.js" */

/**
 * Tables in the order of their topics, made one by one, each with the columns that its rows use: scenarios choose their images and
 * versions by topic, and one table of all would be mostly empty.
 * @param {readonly Row[]} rows
 * @param {readonly number[]} columns
 * @param {ReadonlySet<string>} apart topics in which each image keeps its own columns
 */
export function* matrixTables(rows, columns, apart) {
  const topics = [...new Set(rows.map(({ topic }) => topic))];
  for (const topic of topics) {
    const members = rows.filter((row) => row.topic === topic);
    yield topicTable(topic, members, usedColumns(members, columns), apart.has(topic));
  }
}

/**
 * @param {string} topic
 * @param {readonly Row[]} rows all of the topic
 * @param {readonly number[]} columns
 * @param {boolean} apart whether columns that say the same are drawn nevertheless
 */
export function topicTable(topic, rows, columns, apart) {
  const heads = headsOf(apart ? columns.map((column) => [column]) : sameColumns(rows, columns));
  const thin = heads.filter(({ image }) => isThin(image)).length;
  const differing = rows.filter((row) => (rowVerdict(row, heads)?.verdict ?? "agree") !== "agree").length;
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  /** @type {Set<string>} */
  const told = new Set();
  const counts = `${counted(rows.length, "row")}, ${differing === 0 ? "none differs" : `${differing} with differences`}`;
  const table = el(
    "table",
    { class: "matrix", "data-topic": topic },
    el("caption", { class: "hidden" }, `${shown(topic)}: scenarios and lookups by image and resolver`),
    columnGroup(heads),
    tableHead(heads, corner(topic, counts, apart)),
    el(
      "tbody",
      {},
      ...scenarios.flatMap((scenario) => {
        const members = rows.filter((row) => row.scenario === scenario);
        const story = storyRow(members, columns, heads.length + 1, told);
        return [
          ...members.map((row, place) =>
            matrixRow(row, heads, place > 0, story !== null || place < members.length - 1),
          ),
          story,
        ];
      }),
    ),
  );
  table.style.setProperty("--wide", String(heads.length - thin));
  table.style.setProperty("--thin", String(thin));
  return table;
}

/**
 * @param {string} topic
 * @param {string} counts
 * @param {boolean} apart
 */
function corner(topic, counts, apart) {
  const together = el(
    "button",
    { type: "button", class: "apart", title: "one column for Go builds that say the same" },
    "◂ Go as one",
  );
  return el(
    "span",
    {},
    el("strong", {}, shown(topic)),
    " ",
    el("small", {}, counts),
    apart ? together : null,
  );
}

/** Paper has an edge: for printing, tables are drawn in parts, each with as many images as fit beside each other. */

import { isThin, usedColumns } from "./columns.js";
import { data } from "./data.js";
import { el } from "./dom.js";
import { topicTable } from "./matrix.js";

/** @import { Row } from "./filters.js" */

/** How many columns of the printed size a landscape page takes, and how much of one a thin column is. */
const roomColumns = 8.5;
const thinColumn = 0.42;

/**
 * @param {() => { rows: readonly Row[], columns: readonly number[] }} current what is on the screen
 */
export function startPaper(current) {
  const paper = el("div", { id: "paper" });
  addEventListener("beforeprint", () => {
    const { rows, columns } = current();
    const topics = [...new Set(rows.map(({ topic }) => topic))];
    const tables = topics.flatMap((topic) => {
      const members = rows.filter((row) => row.topic === topic);
      return sheets(usedColumns(members, columns)).map((sheet) => topicTable(topic, members, sheet, true));
    });
    paper.replaceChildren(...tables);
    document.body.append(paper);
  });
  addEventListener("afterprint", () => paper.remove());
}

/**
 * Columns in groups that fit. An image begins a new sheet where the one before has no room for all of its columns.
 * @param {readonly number[]} columns
 */
function sheets(columns) {
  /** @type {number[][]} */
  const filled = [];
  let room = 0;
  for (const column of columns) {
    const image = imageAt(column);
    const begins = filled.at(-1)?.at(-1) === undefined || imageAt(filled.at(-1)?.at(-1) ?? 0) !== image;
    const width = isThin(image) ? thinColumn : 1;
    const needed = begins ? width * columns.filter((other) => imageAt(other) === image).length : width;
    if (filled.length === 0 || room < Math.min(needed, roomColumns) || room < width) {
      filled.push([]);
      room = roomColumns;
    }
    filled.at(-1)?.push(column);
    room -= width;
  }
  return filled;
}

/** @param {number} column */
function imageAt(column) {
  return data.layout.columns[column]?.image ?? "";
}

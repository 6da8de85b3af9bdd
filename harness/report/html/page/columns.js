/** The columns of a table: which there are, how wide, and their heads. */
import { data, imageOf } from "./data.js";
import { el } from "./dom.js";
import { shown } from "./text.js";

/** @import { Row } from "./filters.js" */
/** @import { PageData } from "../page-data.ts" */
/** @typedef {PageData["layout"]["columns"][number]} Column */
/** @typedef {Column & { index: number, first: boolean }} Head a column; `first` of its image */

/** Images of which nothing could be observed: their columns are narrow. */
const unavailable = new Set(
  [...new Set(data.layout.columns.map(({ image }) => image))].filter((image) =>
    data.report.cells.every((cell) => cell.image !== image || cell.evidence === "unavailable"),
  ),
);

/**
 * Whether the columns of an image have nothing to tell but that.
 * @param {string} image
 */
export function isThin(image) {
  return unavailable.has(image);
}

/**
 * Those of some columns that have a cell in one of the rows.
 * @param {readonly Row[]} rows
 * @param {readonly number[]} columns
 */
export function usedColumns(rows, columns) {
  return columns.filter((column) => rows.some((row) => (row.cells[column] ?? null) !== null));
}

/**
 * @param {readonly number[]} columns
 * @returns {Head[]}
 */
export function headsOf(columns) {
  const places = columns.map((index) => ({ index, ...columnAt(index) }));
  return places.map((place, index) => ({ ...place, first: place.image !== places[index - 1]?.image }));
}

/** @param {number} index */
function columnAt(index) {
  const column = data.layout.columns[index];
  if (column === undefined) throw new Error(`there is no column ${index}`);
  return column;
}

/** @param {readonly Head[]} heads */
export function columnGroup(heads) {
  return el(
    "colgroup",
    {},
    el("col", { class: "row-head" }),
    ...heads.map(({ image }) => el("col", { class: isThin(image) ? "thin" : null })),
  );
}

/**
 * Two lines: images, and below each its resolvers.
 * @param {readonly Head[]} heads
 * @param {Node} corner what stands above the heads of the rows
 */
export function tableHead(heads, corner) {
  const images = heads
    .filter(({ first }) => first)
    .map(({ image }) => {
      const span = heads.filter((head) => head.image === image).length;
      const note = isThin(image) ? el("small", { class: "image-note" }, " unavailable") : null;
      return el(
        "th",
        { scope: "colgroup", colspan: span, class: "first", title: imageOf(image)?.reason ?? image },
        el("span", { class: "image" }, el("bdi", {}, shown(image)), note),
      );
    });
  const resolvers = heads.map(({ image, name, family, version, first }) =>
    el(
      "th",
      {
        scope: "col",
        class: `${first ? "first" : ""}${isThin(image) ? " thin" : ""}`,
        title: `${image} / ${name}`,
      },
      resolverName(image, family, version),
    ),
  );
  return el(
    "thead",
    {},
    el("tr", {}, el("th", { scope: "col", rowspan: 2, class: "row-head" }, corner), ...images),
    el("tr", {}, ...resolvers),
  );
}

/**
 * @param {string} image
 * @param {string} family
 * @param {string} version "" for none
 */
function resolverName(image, family, version) {
  return [
    el("span", {}, shown(family)),
    // A thin column has room for the family alone; the rest is there for those who hear it.
    version === "" ? null : el("span", { class: isThin(image) ? "hidden" : "version" }, shown(`@${version}`)),
  ];
}

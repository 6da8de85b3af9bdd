/** The columns of a table: which there are, how wide, and their heads. */
import { data, imageOf } from "./data.js";
import { el } from "./dom.js";
import { shown } from "./text.js";

/** @import { Row } from "./filters.js" */
/** @import { PageData } from "../page-data.ts" */
/** @typedef {PageData["layout"]["columns"][number]} Column */
/** @typedef {Column & { indexes: readonly number[], images: readonly string[], first: boolean }} Head columns that are drawn as one; `first` of its images */

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
 * @param {readonly (readonly number[])[]} groups columns that are drawn as one
 * @returns {Head[]}
 */
export function headsOf(groups) {
  const places = groups.map((indexes) => {
    const [first, ...others] = indexes.map(columnAt);
    if (first === undefined) throw new Error("a head needs a column");
    return { ...first, indexes, images: [first, ...others].map(({ image }) => image) };
  });
  return places.map((place, index) => {
    const before = places[index - 1];
    return { ...place, first: before === undefined || keyOf(place) !== keyOf(before) };
  });
}

/** @param {{ images: readonly string[] }} head */
function keyOf({ images }) {
  return images.join("\n");
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
    .map((group) => {
      const { image, images } = group;
      const span = heads.filter((head) => keyOf(head) === keyOf(group)).length;
      if (images.length > 1)
        return el(
          "th",
          { scope: "colgroup", colspan: span, class: "first" },
          el("span", { class: "image" }, openButton(images)),
        );
      const note = isThin(image) ? el("small", { class: "image-note" }, " unavailable") : null;
      return el(
        "th",
        { scope: "colgroup", colspan: span, class: "first", title: imageOf(image)?.reason ?? image },
        el(
          "span",
          { class: span === 1 && !isThin(image) ? "image narrow" : "image" },
          el("bdi", {}, shown(image)),
          note,
        ),
      );
    });
  const resolvers = heads.map(({ image, images, name, family, version, first }) =>
    el(
      "th",
      {
        scope: "col",
        class: `${first ? "first" : ""}${isThin(image) ? " thin" : ""}`,
        title: `${images.join(", ")} / ${name}`,
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

/** @param {readonly string[]} images */
function openButton(images) {
  const title = `${images.map(shown).join(", ")}: a column for each`;
  return el("button", { type: "button", class: "apart", title }, `${images.length} images ▸`);
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

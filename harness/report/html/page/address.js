/** The part of the address behind "#": a cell ("#/founding/indented/…") or the filters ("#?topic=founding"). */
import { cellAt, columnOf, data, rowOf } from "./data.js";
import { filterQuery, parseFilters } from "./filters.js";

/** @import { Filters } from "./filters.js" */

const cells = new Map(data.report.cells.map((_, index) => [cellAddress(index), index]));

/**
 * A link to one cell. Stays the same from run to run, since it is made of names only.
 * @param {number} index
 */
export function cellAddress(index) {
  const { scenario, lookup, image, host } = cellAt(index);
  const { name } = columnOf(index);
  const path = scenario.split("/").map(encoded);
  const place = host === "default" ? [image, name] : [image, host, name];
  return `#/${[...path, ...[lookup.name, rowOf(index).details, ...place].map(encoded)].join("/")}`;
}

/** @param {string} text */
function encoded(text) {
  // "@" and ":" need no escape in a fragment (RFC 3986 section 3.5) and stand in every resolver's name.
  return encodeURIComponent(text.toWellFormed()).replaceAll("%40", "@").replaceAll("%3A", ":");
}

/** The cell that the address names, or null. */
export function addressedCell() {
  return cells.get(location.hash) ?? null;
}

/** Whether the address names a cell that this report does not have. */
export function namesUnknownCell() {
  return location.hash.startsWith("#/") && addressedCell() === null;
}

/** @returns {Filters} the filters that the address names; none for a cell's address */
export function addressedFilters() {
  return parseFilters(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
}

/**
 * Puts a cell into the address, as a step that "back" takes back.
 * @param {number} index
 */
export function goToCell(index) {
  if (location.hash !== cellAddress(index)) history.pushState(null, "", cellAddress(index));
}

/**
 * Leaves a cell's address for that of the matrix.
 * @param {Filters} filters
 */
export function goToMatrix(filters) {
  history.pushState(null, "", matrixAddress(filters));
}

/**
 * Keeps the filters in the address, so that a reload or a copied address shows the same rows.
 * @param {Filters} filters
 */
export function keepFilters(filters) {
  history.replaceState(null, "", matrixAddress(filters));
}

/** @param {Filters} filters */
function matrixAddress(filters) {
  const query = filterQuery(filters);
  return query === "" ? `${location.pathname}${location.search}` : `#?${query}`;
}

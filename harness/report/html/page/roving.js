/** Arrow keys move from cell to cell; only one cell of the matrix is a stop for Tab. */

const steps = new Map([
  ["ArrowLeft", [0, -1]],
  ["ArrowRight", [0, 1]],
  ["ArrowUp", [-1, 0]],
  ["ArrowDown", [1, 0]],
]);

/** @param {HTMLTableElement} table */
export function startRoving(table) {
  table.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLAnchorElement) makeStop(table, target);
  });
  table.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const next = nextLink(table, event.target, event.key);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  });
}

/**
 * After the table was drawn: the cell that was the stop before, where it still is there, or the first one.
 * @param {HTMLTableElement} table
 * @param {number | null} cell
 */
export function restoreStop(table, cell) {
  const link = linkOf(table, cell) ?? table.querySelector("a");
  if (link !== null) makeStop(table, link);
}

/**
 * @param {HTMLTableElement} table
 * @param {number | null} cell
 */
export function linkOf(table, cell) {
  const link = cell === null ? null : table.querySelector(`a[data-cell="${cell}"]`);
  return link instanceof HTMLAnchorElement ? link : null;
}

/** @param {HTMLTableElement} table */
export function stopOf(table) {
  const stop = table.querySelector("a[tabindex='0']");
  return stop instanceof HTMLElement && stop.dataset.cell !== undefined ? Number(stop.dataset.cell) : null;
}

/**
 * @param {HTMLTableElement} table
 * @param {HTMLAnchorElement} link
 */
function makeStop(table, link) {
  for (const stop of table.querySelectorAll("a[tabindex='0']")) stop.setAttribute("tabindex", "-1");
  link.tabIndex = 0;
}

/**
 * @param {HTMLTableElement} table
 * @param {HTMLAnchorElement} link
 * @param {string} key
 */
function nextLink(table, link, key) {
  const place = link.closest("td");
  const row = link.closest("tr");
  if (place === null || row === null) return null;
  if (key === "Home" || key === "End") {
    const links = [...row.querySelectorAll("a")];
    return links.at(key === "Home" ? 0 : -1) ?? null;
  }
  const [down = 0, right = 0] = steps.get(key) ?? [];
  if (down === 0 && right === 0) return null;
  let [rowIndex, columnIndex] = [row.rowIndex + down, place.cellIndex + right];
  while (rowIndex >= 0 && rowIndex < table.rows.length && columnIndex > 0 && columnIndex < row.cells.length) {
    const found = table.rows[rowIndex]?.cells[columnIndex]?.querySelector("a");
    if (found) return found;
    [rowIndex, columnIndex] = [rowIndex + down, columnIndex + right];
  }
  return null;
}

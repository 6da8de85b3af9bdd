/** Arrow keys move from cell to cell, from table to table too; only one cell of the matrix is a stop for Tab. */

/** @param {HTMLElement} matrix */
export function startRoving(matrix) {
  matrix.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLAnchorElement && target.dataset.cell !== undefined) makeStop(matrix, target);
  });
  matrix.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const next = nextLink(matrix, event.target, event.key);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  });
}

/**
 * After the matrix was drawn: the cell that was the stop before, where it still is there, or the first one.
 * @param {HTMLElement} matrix
 * @param {number | null} cell
 */
export function restoreStop(matrix, cell) {
  const link = linkOf(matrix, cell) ?? matrix.querySelector("a[data-cell]");
  if (link instanceof HTMLAnchorElement) makeStop(matrix, link);
}

/**
 * @param {HTMLElement} matrix
 * @param {number | null} cell
 */
export function linkOf(matrix, cell) {
  const link =
    cell === null ? null : matrix.querySelector(`a[data-cell="${cell}"], a[data-cells~="${cell}"]`);
  return link instanceof HTMLAnchorElement ? link : null;
}

/** @param {HTMLElement} matrix */
export function stopOf(matrix) {
  const stop = matrix.querySelector("a[tabindex='0']");
  return stop instanceof HTMLElement && stop.dataset.cell !== undefined ? Number(stop.dataset.cell) : null;
}

/**
 * @param {HTMLElement} matrix
 * @param {HTMLAnchorElement} link
 */
function makeStop(matrix, link) {
  for (const stop of matrix.querySelectorAll("a[tabindex='0']")) stop.setAttribute("tabindex", "-1");
  link.tabIndex = 0;
}

/**
 * @param {HTMLElement} matrix
 * @param {HTMLAnchorElement} link
 * @param {string} key
 */
function nextLink(matrix, link, key) {
  const row = link.closest("tr");
  const links = row === null ? [] : [...row.querySelectorAll("a")];
  const place = links.indexOf(link);
  switch (key) {
    case "Home":
      return links[0] ?? null;
    case "End":
      return links.at(-1) ?? null;
    case "ArrowLeft":
      return links[place - 1] ?? null;
    case "ArrowRight":
      return links[place + 1] ?? null;
    case "ArrowUp":
    case "ArrowDown": {
      const rows = [...matrix.querySelectorAll("tbody tr:not(.story-row)")];
      const here = row === null ? -1 : rows.indexOf(row);
      const next = rows[here + (key === "ArrowDown" ? 1 : -1)];
      return here < 0 || next === undefined ? null : nearest(next, Number(link.dataset.column));
    }
    default:
      return null;
  }
}

/**
 * The link of a row in a column, or in the one that is nearest to it.
 * @param {Element} row
 * @param {number} column
 */
function nearest(row, column) {
  const links = [...row.querySelectorAll("a")];
  const distance = (/** @type {HTMLAnchorElement} */ link) => Math.abs(Number(link.dataset.column) - column);
  return links.sort((left, right) => distance(left) - distance(right))[0] ?? null;
}

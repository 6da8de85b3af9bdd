/** Starts the page: reads the address, draws the matrix, and keeps the two in step. */
import {
  addressedCell,
  addressedFilters,
  goToCell,
  goToMatrix,
  keepFilters,
  namesUnknownCell,
} from "./address.js";
import { startCellDialog } from "./cell.js";
import { data } from "./data.js";
import { byId, el } from "./dom.js";
import { marksOf, visible } from "./filters.js";
import { matrixTables } from "./matrix.js";
import { startPaper } from "./paper.js";
import { startProblems } from "./problems.js";
import { linkOf, restoreStop, startRoving, stopOf } from "./roving.js";
import { counted } from "./text.js";
import { startTheme } from "./theme.js";
import { startToolbar } from "./toolbar.js";

const matrix = byId("matrix", HTMLElement);
startTheme();
// Unlike 100vw this is without a scroll bar.
new ResizeObserver(() => {
  const { clientWidth, style } = document.documentElement;
  style.setProperty("--window", `${clientWidth}px`);
}).observe(document.documentElement);
startProblems();
startRoving(matrix);
startPaper(() => visible(toolbar.filters()));

const toolbar = startToolbar((filters) => {
  draw({ atOnce: true });
  keepFilters(filters);
});

/** Topics in which somebody wants a column for every image. @type {Set<string>} */
const apart = new Set();

matrix.addEventListener("click", ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  // The link takes up a cell's text; a click beside it means the cell as well.
  if (target.matches("td:not(.story-line)")) target.querySelector("a")?.click();
  const topic = target.matches("button.apart") ? target.closest("table")?.dataset.topic : undefined;
  if (topic === undefined) return;
  if (!apart.delete(topic)) apart.add(topic);
  draw({ atOnce: true });
  const button = matrix.querySelector(`table[data-topic="${CSS.escape(topic)}"] button.apart`);
  if (button instanceof HTMLButtonElement) button.focus();
});

const dialog = startCellDialog({
  onClose() {
    if (addressedCell() !== null) goToMatrix(toolbar.filters());
    linkOf(matrix, dialog.opened())?.focus();
  },
  onStep(cell, step) {
    const { rows, columns } = visible(toolbar.filters());
    const shownCells = rows.flatMap((row) => columns.map((column) => row.cells[column] ?? null));
    const differing = shownCells.filter(
      (index) => index !== null && marksOf(index).some((mark) => mark !== "agree" && mark !== "unavailable"),
    );
    const order = step === 1 ? differing : differing.toReversed();
    const all = step === 1 ? shownCells : shownCells.toReversed();
    const here = all.indexOf(cell);
    const next = order.find((index) => all.indexOf(index) > here) ?? order[0] ?? null;
    if (next === null) return;
    goToCell(next);
    dialog.open(next);
  },
});

/** How often the matrix was drawn: what waits for an earlier time is dropped. */
let drawings = 0;

/** @param {{ atOnce: boolean }} options whether all tables are drawn now, or at first only those in sight */
function draw({ atOnce }) {
  drawings++;
  const stop = stopOf(matrix);
  const { rows, columns } = visible(toolbar.filters());
  const nothing = el("p", { class: "nothing" }, "No row fits the filters.");
  const tables = matrixTables(rows, columns, apart);
  if (rows.length === 0 || atOnce) matrix.replaceChildren(...(rows.length === 0 ? [nothing] : tables));
  else drawDownwards(tables);
  restoreStop(matrix, stop);
  const all = data.layout;
  toolbar.tell(
    rows.length === all.rows.length && columns.length === all.columns.length
      ? `${counted(rows.length, "row")}, ${counted(columns.length, "column")}`
      : `${rows.length} of ${counted(all.rows.length, "row")}, ${columns.length} of ${counted(all.columns.length, "column")}`,
  );
}

/**
 * Tables as far as the window goes; the others once it has been painted.
 * @param {Generator<HTMLTableElement, void>} tables
 */
function drawDownwards(tables) {
  const drawing = drawings;
  // Not "for … of", which would end the tables where it is left.
  for (let { value } = tables.next(); value; { value } = tables.next()) {
    matrix.append(value);
    if (value.getBoundingClientRect().bottom > innerHeight) break;
  }
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (drawing === drawings) matrix.append(...tables);
      performance.mark("matrix-drawn");
    }),
  );
}

function followAddress() {
  const cell = addressedCell();
  if (cell !== null) dialog.open(cell);
  else {
    dialog.close();
    if (namesUnknownCell()) toolbar.tell("The address names a cell that this report does not have.");
  }
}

toolbar.show(addressedFilters());
draw({ atOnce: false });
performance.mark("matrix-begun");
followAddress();
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#?")) {
    toolbar.show(addressedFilters());
    draw({ atOnce: true });
  }
  followAddress();
});
addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]"))
    return;
  event.preventDefault();
  toolbar.focusText();
});

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
  draw();
  keepFilters(filters);
});

// The link takes up a cell's text; a click beside it means the cell as well.
matrix.addEventListener("click", ({ target }) => {
  if (target instanceof HTMLTableCellElement) target.querySelector("a")?.click();
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

function draw() {
  const stop = stopOf(matrix);
  const { rows, columns } = visible(toolbar.filters());
  const nothing = el("p", { class: "nothing" }, "No row fits the filters.");
  matrix.replaceChildren(...(rows.length > 0 ? matrixTables(rows, columns) : [nothing]));
  restoreStop(matrix, stop);
  const all = data.layout;
  toolbar.tell(
    rows.length === all.rows.length && columns.length === all.columns.length
      ? `${counted(rows.length, "row")}, ${counted(columns.length, "column")}`
      : `${rows.length} of ${counted(all.rows.length, "row")}, ${columns.length} of ${counted(all.columns.length, "column")}`,
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
draw();
followAddress();
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#?")) {
    toolbar.show(addressedFilters());
    draw();
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
performance.mark("matrix-drawn");

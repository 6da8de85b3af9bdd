/** Columns without any cell that could be observed: told in one line, so that they take no room in the matrix. */
import { cellName } from "../../matrix/cell-place.ts";
import type { ReportCell } from "../../matrix/report-data.ts";
import { escapeTerminal } from "../escape.ts";
import { groupedBy } from "../layout.ts";

export interface SplitCells {
  /** Cells of columns that show something. */
  readonly shown: readonly ReportCell[];
  /** Names of the others: images, or image/resolver where the image has another column that shows something. */
  readonly missing: readonly string[];
}

/** Parts the cells of one scenario. Where no column shows anything, all of them are shown as they are. */
export function splitUnavailable(cells: readonly ReportCell[]): SplitCells {
  const columns = [...groupedBy(cells, cellName).values()];
  const isMissing = (column: readonly ReportCell[]): boolean =>
    column.every(({ outcome }) => outcome === undefined);
  const missing = new Set(columns.filter(isMissing).flat());
  if (missing.size === cells.length) return { shown: cells, missing: [] };
  const shown = cells.filter((cell) => !missing.has(cell));
  const shownImages = new Set(shown.map(({ image }) => image));
  const names = [...missing].map((cell) => (shownImages.has(cell.image) ? cellName(cell) : cell.image));
  return { shown, missing: [...new Set(names)].map(escapeTerminal) };
}

/** `--baseline FILE`: an earlier report instead of expectations. */

import { goneCells, sinceBaseline } from "../matrix/baseline.ts";
import { cellName } from "../matrix/cell-place.ts";
import type { Report } from "../matrix/report-data.ts";
import { EXPECTATIONS, type Standard } from "../matrix/standard.ts";
import { readReportFiles } from "./report-input.ts";

export interface ChosenStandard {
  readonly standard: Standard;
  /** One line about cells of the baseline that the run does not have; null for none. */
  goneNote(report: Report): string | null;
}

const MAX_NAMED = 3;

/** Rejects with Failure "usage" for a file that is no report. */
export async function chooseStandard(file: string | null): Promise<ChosenStandard> {
  if (file === null) return { standard: EXPECTATIONS, goneNote: () => null };
  const [baseline] = await readReportFiles([file]);
  if (baseline === undefined) throw new Error("the baseline is missing");
  return {
    standard: sinceBaseline(baseline),
    goneNote(report) {
      const gone = goneCells(baseline, report).map(
        (cell) => `${cell.scenario} ${cell.lookup.name} ${cellName(cell)}`,
      );
      if (gone.length === 0) return null;
      const rest = gone.length - MAX_NAMED;
      const named = gone.slice(0, MAX_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
      return `${gone.length} of the baseline's cells did not run: ${named}`;
    },
  };
}

/** What the page is given: the report, what belongs beside it, and what is easier to work out before. */
import type { Report } from "../../matrix/report-data.ts";
import { type Layout, layoutOf } from "../layout.ts";
import { type CellWord, cellWord, type VerdictWord, verdictWords } from "../words.ts";
import type { ReportDetails } from "./details.ts";

export interface PageData {
  readonly report: Report;
  readonly details: ReportDetails;
  readonly layout: Layout;
  readonly words: readonly VerdictWord[];
  /** One entry per cell of the report. */
  readonly cellWords: readonly CellWord[];
}

export function pageData(report: Report, details: ReportDetails): PageData {
  return {
    report,
    details,
    layout: layoutOf(report),
    words: verdictWords,
    cellWords: report.cells.map(cellWord),
  };
}

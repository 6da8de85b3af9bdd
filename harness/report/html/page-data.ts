/** What the page is given: the report, what belongs beside it, and what is easier to work out before. */
import type { Report } from "../../matrix/report-data.ts";
import { adviceOn } from "../advice.ts";
import { type Layout, layoutOf } from "../layout.ts";
import { type CellWord, cellWord, type VerdictWord, verdictWords } from "../words.ts";
import type { ReportDetails } from "./details.ts";
import { type Table, tableOf } from "./table.ts";
import { worstFirst } from "./worst-first.ts";

export interface PageData {
  /** Of its expectations only those that are not met. */
  readonly report: Report;
  readonly details: ReportDetails;
  /** Its rows begin with the worst of each topic. */
  readonly layout: Layout;
  readonly words: readonly VerdictWord[];
  /** One entry per cell of the report. */
  readonly cellWords: readonly CellWord[];
  /** Scenario that shows a cause → what to do about it. */
  readonly advice: Readonly<Record<string, string>>;
}

/** The same as it stands in the page. */
export interface PackedPageData extends Omit<PageData, "report" | "layout" | "cellWords"> {
  readonly report: Omit<Report, "cells" | "comparisons"> & {
    readonly cells: Table;
    readonly comparisons: Table;
  };
  readonly layout: Omit<Layout, "judgements"> & { readonly judgements: Table };
  readonly cellWords: Table;
}

export function packedPageData(report: Report, details: ReportDetails): PackedPageData {
  const data = pageData(report, details);
  return {
    ...data,
    report: {
      ...data.report,
      cells: tableOf(data.report.cells),
      comparisons: tableOf(data.report.comparisons),
    },
    layout: { ...data.layout, judgements: tableOf(data.layout.judgements) },
    cellWords: tableOf(data.cellWords),
  };
}

export function pageData(whole: Report, details: ReportDetails): PageData {
  const report = { ...whole, expectations: whole.expectations.filter(({ ok }) => !ok) };
  const layout = layoutOf(report);
  return {
    report,
    details,
    layout: { ...layout, rows: worstFirst(report, layout) },
    words: verdictWords,
    cellWords: report.cells.map(cellWord),
    advice: adviceOf(report),
  };
}

function adviceOf({ cells }: Report): Record<string, string> {
  const shown = new Set(cells.flatMap(({ cause }) => (cause === undefined ? [] : [cause.scenario])));
  return Object.fromEntries(
    [...shown].flatMap((scenario) => {
      const advice = adviceOn(scenario);
      return advice === null ? [] : [[scenario, advice]];
    }),
  );
}

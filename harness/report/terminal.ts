/** The matrix for people, on a terminal or in a log. */
import type { Report } from "../matrix/report-data.ts";
import { escapeTerminal } from "./escape.ts";
import { groupedBy } from "./layout.ts";
import type { Output, Reporter } from "./reporter.ts";
import { closingLines } from "./terminal/closing.ts";
import { MANY_SCENARIOS, overviewLines } from "./terminal/overview.ts";
import { createPaint, type Paint } from "./terminal/paint.ts";
import { scenarioLines } from "./terminal/scenario.ts";

/** Narrower than this nothing is readable; lines then break by themselves. */
const MIN_COLUMNS = 60;

export interface TerminalOptions {
  /** Every scenario's matrix, however many there are. */
  readonly whole: boolean;
}

/** Writes which engine it is at once, and the matrix when the run has ended. */
export function terminalReporter(output: Output, options: TerminalOptions): Reporter {
  const paint = createPaint(output.colour);
  return {
    onBegin({ engine }) {
      output.write(`${escapeTerminal(engine)}\n\n`);
    },
    async onEnd(report) {
      const width = Math.max(MIN_COLUMNS, output.columns);
      output.write(`${terminalReport(report, width, paint, options).join("\n")}\n`);
    },
  };
}

/** Whether a report is told by topic, unless its whole is asked for. */
export function isOverview({ scenarios }: Report, { whole }: TerminalOptions): boolean {
  return !whole && scenarios.length > MANY_SCENARIOS;
}

/** The report as lines of about `width` columns. */
export function terminalReport(
  report: Report,
  width: number,
  paint: Paint,
  options: TerminalOptions = { whole: true },
): readonly string[] {
  const cells = groupedBy(report.cells, ({ scenario }) => scenario);
  const comparisons = groupedBy(report.comparisons, ({ scenario }) => scenario);
  const expectations = groupedBy(report.expectations, ({ scenario }) => scenario);
  const parts = report.scenarios.map((scenario) => ({
    scenario,
    cells: cells.get(scenario.id) ?? [],
    comparisons: comparisons.get(scenario.id) ?? [],
    expectations: expectations.get(scenario.id) ?? [],
  }));
  const scenarios = isOverview(report, options)
    ? overviewLines(parts, report, width, paint)
    : parts.flatMap((part) => [...scenarioLines(part, width, paint), ""]);
  return [...scenarios, ...closingLines(report, width, paint)];
}

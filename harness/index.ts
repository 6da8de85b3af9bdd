/** The library: what `import … from "resolver-matrix"` gives. See docs/library.md. */
export { Failure, type FailureCode } from "./errors.ts";
export { type CellComparison, compare } from "./library/compare.ts";
export { loadScenarios } from "./library/load.ts";
export { type RunOptions, run } from "./library/run.ts";
export type {
  Evidence,
  ModeReport,
  Report,
  ReportCell,
  ReportComparison,
  ReportExpectation,
  ReportImage,
  ReportScenario,
  ReportSummary,
} from "./matrix/report-data.ts";
export type { Scenario, Verdict } from "./scenario/scenario.ts";
export type { TraceEvent } from "./trace/event.ts";
export type { Family, Lookup, Outcome } from "./world/world.ts";

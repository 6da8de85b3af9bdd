/** What a reporter is told, in the order in which a run goes. */
import type {
  Report,
  ReportCell,
  ReportComparison,
  ReportExpectation,
  ReportImage,
  ReportScenario,
  WantedEvidence,
} from "../matrix/report-data.ts";
import type { Lookup } from "../world/world.ts";

/** What is known before the first cell. */
export interface RunBegin {
  readonly tool: string;
  /** One line: which engine makes the labs, of which version, and why it and no other. */
  readonly engine: string;
  readonly startedAt: string;
  readonly scenarios: number;
  readonly images: readonly string[];
  readonly cells: number;
}

/** A cell that begins to look up. */
export interface CellStart {
  readonly scenario: string;
  readonly lookup: Lookup;
  readonly image: string;
  readonly host: string;
  readonly resolver: string;
  readonly evidence: WantedEvidence;
  /** How long it may wait for timeouts, as far as its scenario tells. */
  readonly expectedWaitMs: number;
}

/** A scenario whose cells have all ended. */
export interface ScenarioEnd {
  readonly scenario: ReportScenario;
  readonly cells: readonly ReportCell[];
  readonly comparisons: readonly ReportComparison[];
  readonly expectations: readonly ReportExpectation[];
}

/** One kind of output. Every method but `onEnd` is called as it happens and must not throw for any content. */
export interface Reporter {
  onBegin?(begin: RunBegin): void;
  /** Something that takes a while, in one line, such as a download. */
  onNotice?(line: string): void;
  onImage?(image: ReportImage): void;
  onCellStart?(cell: CellStart): void;
  onCell?(cell: ReportCell): void;
  onScenario?(end: ScenarioEnd): void;
  /** The whole run, also after an interruption: then with the cells that there are. */
  onEnd(report: Report): Promise<void>;
}

/** Where a reporter writes. */
export interface Output {
  /** Columns of the terminal; for anything else a width that reads well. */
  readonly columns: number;
  /** Whether colours are wanted. */
  readonly colour: boolean;
  /** Whether lines can be redrawn. */
  readonly live: boolean;
  write(text: string): void;
}

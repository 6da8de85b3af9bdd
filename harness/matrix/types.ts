/** The report (JSON, version 1). Field names are a contract: other programs read them. */
import type { TraceEvent } from "../lab/types.ts";
import type { Verdict } from "../scenario/types.ts";
import type { Lookup, Outcome } from "../world/types.ts";

export interface ReportImage {
  readonly id: string;
  /** "musl@1.1.19", "glibc@2.17-196.el7", or null where no libc was found. */
  readonly libc: string | null;
  readonly digest: string | null;
  readonly status: "ready" | "unavailable";
  readonly reason: string | null;
}

/** What a cgo-enabled build of a Go version chooses by itself, and why. */
export interface ModeReport {
  readonly order: string;
  readonly because: string;
  /** The order that the pure Go resolver uses here. */
  readonly pureOrder: string;
}

export type Evidence = "observed" | "emulated" | "unavailable";

export interface ReportCell {
  readonly scenario: string;
  readonly lookup: Lookup;
  readonly image: string;
  readonly host: string;
  readonly resolver: string;
  readonly evidence: Evidence;
  /** Absent for an unavailable cell. */
  readonly outcome?: Outcome;
  /** Why the cell is unavailable. */
  readonly reason?: string;
  readonly mode?: ModeReport;
  readonly program?: "libc" | "pure";
  readonly alternatives: readonly Outcome[];
  readonly trace: readonly TraceEvent[];
  readonly elapsedMs: number;
}

export interface ReportComparison {
  readonly scenario: string;
  readonly lookup: Lookup;
  readonly image: string;
  readonly host: string;
  readonly left: string;
  readonly right: string;
  readonly verdict: Verdict;
  readonly why: string;
}

export interface ReportExpectation {
  readonly scenario: string;
  readonly cell: string;
  readonly ok: boolean;
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

export interface Report {
  readonly version: 1;
  readonly tool: string;
  readonly engine: "docker" | "local" | "model";
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly images: readonly ReportImage[];
  readonly cells: readonly ReportCell[];
  readonly comparisons: readonly ReportComparison[];
  readonly expectations: readonly ReportExpectation[];
  readonly summary: {
    readonly cells: number;
    readonly agree: number;
    readonly differ: number;
    readonly unexpected: number;
    readonly unavailable: number;
  };
}

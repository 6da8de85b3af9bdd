/** The report (JSON, version 1). Field names are a contract: other programs read them. */

import type { Verdict } from "../scenario/scenario.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Errno, Lookup, Outcome } from "../world/world.ts";

export interface ReportImage {
  readonly id: string;
  /** "musl@1.1.19", "glibc@2.17-196.el7", or null where no libc was found. */
  readonly libc: string | null;
  readonly digest: string | null;
  readonly status: "ready" | "unavailable";
  readonly reason: string | null;
  /** What could not be checked of a ready image, such as a libc whose build id belongs to no known release. */
  readonly note?: string;
}

/** A scenario of the run, for people: what its cells are about and how they came out. */
export interface ReportScenario {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** Why its difference is known and accepted, in the scenario's words. */
  readonly known: string | null;
  /** The worst verdict among its comparisons; null where nothing could be compared. */
  readonly verdict: Verdict | null;
}

/** What a cgo-enabled build of a Go version chooses by itself, and why. */
export interface ModeReport {
  readonly order: string;
  readonly because: string;
  /** The order that the pure Go resolver uses here. */
  readonly pureOrder: string;
}

/** Why a cell fails, or differs from its neighbours. */
export interface ReportCause {
  readonly id: string;
  /** One sentence. */
  readonly text: string;
  /** The scenario of the catalogue that shows it. */
  readonly scenario: string;
  /** Where upstream does so: an address. */
  readonly reference: string;
}

/** What a cell is meant to show: what real code does, or what our emulation of it does. */
export type WantedEvidence = "observed" | "emulated";

export type Evidence = WantedEvidence | "unavailable";

/** One lookup by one resolver in one image on one host profile. */
export interface ReportCell {
  readonly scenario: string;
  readonly lookup: Lookup;
  readonly image: string;
  readonly host: string;
  readonly resolver: string;
  readonly evidence: Evidence;
  /** Emulated cells that would be observed, or looked up in a real image, if that could be had: why it cannot. */
  readonly insteadOf?: string;
  /** Absent for an unavailable cell. For a Go cell: what a build without cgo gets. */
  readonly outcome?: Outcome;
  /** Unavailable cells: what it was to be, where that is not what is usual for the resolver (libcs observed, Go emulated). */
  readonly wanted?: WantedEvidence;
  /** Why the cell is unavailable. */
  readonly reason?: string;
  /** Go cells: what a cgo-enabled build chooses. */
  readonly mode?: ModeReport;
  /** Go cells: whose outcome that build therefore gets, the image's libc cell's or this cell's own. */
  readonly program?: "libc" | "pure";
  /**
   * Go cells whose program is "libc": that outcome as the Go program prints it, made from the libc cell of the
   * same image and host. Absent where that cell is unavailable.
   */
  readonly programOutcome?: Outcome;
  /** Beside `programOutcome`: whether the libc cell that it is made from was observed. */
  readonly programEvidence?: "observed" | "emulated";
  /** Libc cells with EAI_SYSTEM: the errno that getaddrinfo left behind. */
  readonly errno?: Errno;
  /** It was not as expected and, when it was repeated, it was: all other fields tell of the repetition. */
  readonly flaky?: true;
  /** Flaky cells: what the cell came to at first. */
  readonly firstOutcome?: Outcome;
  /** Flaky cells: what was not as expected at first. */
  readonly firstUnexpected?: string;
  /** Other outcomes that the same resolver can show here: Go races with itself, a libc takes what comes first. */
  readonly alternatives: readonly Outcome[];
  /** Libc cells whose outcome hangs on what comes first, as long as nobody enumerated `alternatives`: why. */
  readonly orderDecides?: string;
  /** What the lookups that the same process made before came to, in order. */
  readonly earlier?: readonly Outcome[];
  /** Cells that fail or differ: why, where that was found. */
  readonly cause?: ReportCause;
  readonly trace: readonly TraceEvent[];
  /** How many questions came after those of `trace`, where there were more than a report holds. */
  readonly traceOmitted?: number;
  readonly elapsedMs: number;
}

/**
 * Two cells of one scenario and lookup, side by side. There are three kinds:
 * - within an image: the libc (left) against each Go build (right);
 * - across images: the libc of one image (left) against the libc of the next (right), in the order in which the
 *   scenario lists its images, so that n images make n − 1 comparisons and a difference shows where it begins;
 * - across hosts: the same resolver in the same image on one host profile (left) and the next (right).
 */
export interface ReportComparison {
  readonly scenario: string;
  readonly lookup: Lookup;
  /** The left cell's image, and the right one's unless `rightImage` says otherwise. */
  readonly image: string;
  /** The left cell's host profile, and the right one's unless `rightHost` says otherwise. */
  readonly host: string;
  /** Only across images. */
  readonly rightImage?: string;
  /** Only across hosts. */
  readonly rightHost?: string;
  readonly left: string;
  readonly right: string;
  /** Where it is not what is usual for the resolver: a libc that is emulated. */
  readonly leftEvidence?: WantedEvidence;
  readonly rightEvidence?: WantedEvidence;
  readonly verdict: Verdict;
  readonly why: string;
}

/** One expectation of a scenario file, checked. */
export interface ReportExpectation {
  readonly scenario: string;
  /**
   * "IMAGE/RESOLVER", with " (emulated)" behind it for a libc's emulation; or "verdict" or "known" for what a scenario says
   * of itself as a whole.
   */
  readonly cell: string;
  /** Absent for "verdict" and "known". */
  readonly lookup?: Lookup;
  readonly host?: string;
  readonly ok: boolean;
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

/** Every cell counts once: agree + differ + unavailable = cells. */
export interface ReportSummary {
  readonly cells: number;
  /** Cells that differ from none of the cells they were compared with. */
  readonly agree: number;
  /** Cells that take part in a comparison with another verdict than `agree`. */
  readonly differ: number;
  /** Expectations that did not hold. */
  readonly unexpected: number;
  readonly unavailable: number;
  /** Cells that real libc code was run for; absent in reports that did not count them. */
  readonly observed?: number;
  /** Cells that were emulated. */
  readonly emulated?: number;
}

export interface Report {
  readonly version: 1;
  readonly tool: string;
  readonly engine: "docker" | "local" | "model";
  /** What `elapsedMs` and `atMs` of its cells are measured by; absent in reports from before there was a choice: "real". */
  readonly clock?: "virtual" | "real";
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly images: readonly ReportImage[];
  readonly scenarios: readonly ReportScenario[];
  readonly cells: readonly ReportCell[];
  readonly comparisons: readonly ReportComparison[];
  readonly expectations: readonly ReportExpectation[];
  readonly summary: ReportSummary;
}

/** `run` of the library: from scenarios to a report, with nothing left behind. */
import { setMaxListeners } from "node:events";
import type { ClockKind } from "../lab/engine.ts";
import { ENGINE_CHOICES, type EngineChoice, selectEngine } from "../lab/select.ts";
import type { Way } from "../matrix/all-outcomes.ts";
import type { RunListener } from "../matrix/parts.ts";
import { planRun } from "../matrix/plan.ts";
import type { Report, ReportCell } from "../matrix/report-data.ts";
import { EXPECTATIONS } from "../matrix/standard.ts";
import { refuseOldNode } from "../node-version.ts";
import { unavailableReason } from "../owned/waiting.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { imageDefinitions, loadCatalogue, type WantedEvidence } from "./catalogue.ts";
import { concurrencyOf } from "./concurrency.ts";
import { parseGoVersions } from "./go-versions.ts";
import {
  aFunction,
  anAbortSignal,
  checkOptions,
  listOfTexts,
  type OptionCheck,
  oneOf,
  wholeNumber,
} from "./options.ts";
import { performRun } from "./perform-run.ts";

export interface RunOptions {
  /** Who makes the labs. Default "auto": Docker where it answers, else Linux namespaces, else the model. */
  readonly engine?: EngineChoice;
  /** What timeouts are measured by. Default: virtual where the machine can, else real. */
  readonly clock?: ClockKind;
  /** Ids of the catalogue or OCI references, instead of the images that the scenarios name. */
  readonly images?: readonly string[];
  /** Go versions such as "1.24", instead of the builds that the scenarios name. */
  readonly go?: readonly string[];
  /** "any", the default: what cannot be observed is emulated and marked. "observed": it is unavailable. */
  readonly evidence?: WantedEvidence;
  /** Lookups at the same time, at least 1. Default: follows the machine. */
  readonly concurrency?: number;
  /** How many times a cell that is not as expected runs again, before it counts. Default 1. */
  readonly repeat?: number;
  /** Ends the run: it rejects with the signal's reason once nothing of it is left behind. */
  readonly signal?: AbortSignal;
  /** Told in one line which engine was taken and what takes a while, such as a download. */
  readonly onNotice?: (line: string) => void;
  /**
   * Told each cell when it has ended, in no particular order. `ways`: every way in which an emulated lookup can go, the
   * ordinary one first; empty for an observed one.
   */
  readonly onCell?: (cell: ReportCell, ways: readonly Way[]) => void;
}

/** What the options have to be. */
export const RUN_CHECKS = {
  engine: oneOf(ENGINE_CHOICES),
  clock: oneOf(["virtual", "real"]),
  images: listOfTexts,
  go: listOfTexts,
  evidence: oneOf(["any", "observed"]),
  concurrency: wholeNumber(1),
  repeat: wholeNumber(0),
  signal: anAbortSignal,
  onNotice: aFunction,
  onCell: aFunction,
} satisfies Readonly<Record<keyof RunOptions, OptionCheck>>;

/**
 * Looks up every name of the scenarios, in every image, with its libc and with Go.
 * Cells that could not be observed are in the report, with their reason.
 *
 * @returns the report, version 1: what `--reporter json` writes
 * @throws Failure "usage" for an option, scenario, image or Go version that cannot be; Failure "environment" where no engine
 *   can make labs; Unavailable where the engine cannot tell whether it left something behind; the reason of `signal`
 */
export async function run(scenarios: readonly Scenario[], options: RunOptions = {}): Promise<Report> {
  const { images = null, go, concurrency = null, repeat = 1, signal, onNotice } = options;
  refuseOldNode();
  checkOptions("run", options, RUN_CHECKS);
  signal?.throwIfAborted();
  const catalogue = await loadCatalogue();
  const builds = go === undefined ? null : parseGoVersions(go);
  const plan = planRun(scenarios, catalogue, { images, go: builds });
  const definitions = await imageDefinitions(plan.images, catalogue);
  const life = cellsLife(signal);
  try {
    const { engine, why } = await selectEngine(options.engine ?? "auto", options.clock ?? null);
    try {
      onNotice?.(why);
      const report = await performRun({
        plan,
        definitions,
        engines: { engine, hosts: new Map(), clock: engine.clock.kind },
        evidence: options.evidence ?? "any",
        startedAt: new Date(),
        progress: (line) => onNotice?.(line),
        concurrency: concurrencyOf(concurrency),
        signal: life.signal,
        listener: listenerOf(options),
        repeat,
        standard: EXPECTATIONS,
      });
      signal?.throwIfAborted();
      return report;
    } finally {
      await engine.close();
    }
  } finally {
    life.end();
  }
}

/** The signal for the cells, whose reason is always an Unavailable. */
function cellsLife(outer: AbortSignal | undefined): {
  readonly signal: AbortSignal;
  readonly end: () => void;
} {
  const controller = new AbortController();
  // Every cell listens: many listeners are no leak here.
  setMaxListeners(0, controller.signal);
  const abort = (): void => {
    if (outer !== undefined) controller.abort(unavailableReason(outer));
  };
  outer?.addEventListener("abort", abort, { once: true });
  // It may have been aborted since it was looked at first.
  if (outer?.aborted === true) abort();
  return { signal: controller.signal, end: () => outer?.removeEventListener("abort", abort) };
}

function listenerOf({ onCell }: RunOptions): RunListener {
  return {
    image() {},
    cellStart() {},
    cell: (cell, _, ways) => onCell?.(cell, ways),
    repeat() {},
    cellRepeated() {},
    scenario() {},
  };
}

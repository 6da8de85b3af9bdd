/** The part of a run that is the same from the command line and from a program: cells on an open engine, as a report. */
import { performance } from "node:perf_hooks";
import { cacheDirectory } from "../images/cache.ts";
import { loadImages } from "../images/catalogue.ts";
import { confirm } from "../images/confirmed.ts";
import type { ImageDefinition } from "../images/image.ts";
import type { Plan } from "../matrix/plan.ts";
import { buildReport } from "../matrix/report.ts";
import type { Report, ReportImage } from "../matrix/report-data.ts";
import { type RunOptions, runPlan } from "../matrix/run.ts";
import { type RunEngines, runParts, type WantedEvidence } from "./catalogue.ts";
import { toolName } from "./version.ts";

export interface PerformedRun extends RunOptions {
  readonly plan: Plan;
  /** Definitions of the plan's images. */
  readonly definitions: ReadonlyMap<string, ImageDefinition>;
  readonly engines: RunEngines;
  readonly evidence: WantedEvidence;
  readonly startedAt: Date;
  /** Told in one line what takes a while. */
  readonly progress: (line: string) => void;
}

/** Runs the plan. What fails is told by the cells; leaves the engine open. */
export async function performRun(run: PerformedRun): Promise<Report> {
  const { plan, definitions, engines, evidence, startedAt, progress } = run;
  const startMs = performance.now();
  const known = (await loadImages()).flatMap(({ libc }) => libc ?? []);
  const parts = runParts(engines, definitions, known, progress, evidence);
  // On a virtual clock nothing is an accident: a cell shows the same each time.
  const repeat = engines.clock === "virtual" ? 0 : run.repeat;
  const { images, scenarios } = await runPlan(plan, parts, { ...run, repeat });
  const observed = scenarios.flatMap(({ cells }) =>
    cells.flatMap(({ evidence, image }) => (evidence === "observed" ? [image] : [])),
  );
  const hasRun = new Set(observed);
  await rememberConfirmed(
    images.filter(({ id }) => hasRun.has(id)),
    definitions,
    progress,
  );
  const elapsedMs = Math.round(performance.now() - startMs);
  return buildReport(
    { tool: toolName(), engine: engines.engine.name, clock: engines.clock, startedAt, elapsedMs, images },
    scenarios,
  );
}

/** Keeps for `images list` that unverified images hold what they declare. A record that cannot be kept is told. */
async function rememberConfirmed(
  images: readonly ReportImage[],
  definitions: ReadonlyMap<string, ImageDefinition>,
  progress: (line: string) => void,
): Promise<void> {
  const found = images.flatMap(({ id, libc, status, note }) => {
    const isConfirmed = status === "ready" && libc !== null && note === undefined;
    return isConfirmed && definitions.get(id)?.unverified === true ? [[id, libc] as const] : [];
  });
  if (found.length === 0) return;
  try {
    await confirm(cacheDirectory(), new Map(found));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    progress(`that ${found.map(([id]) => id).join(", ")} is as declared could not be kept: ${error.message}`);
  }
}

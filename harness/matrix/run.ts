/** Runs a plan: images, stations and cells in parallel, until every cell is observed, emulated or unavailable. */
import type { Station } from "../lab/types.ts";
import type { HostProfile, Scenario } from "../scenario/types.ts";
import { CellQueue, type Concurrency } from "./cell-queue.ts";
import { compareCells } from "./compare.ts";
import { checkExpectations } from "./expectations.ts";
import type { RunListener, RunParts, ScenarioResult } from "./parts.ts";
import type { Plan, PlannedCell } from "./plan.ts";
import { withProgramOutcomes } from "./program-outcome.ts";
import { UNKNOWN_LIBC } from "./resolver-id.ts";
import { identified, runCell, unavailableCell } from "./run-cell.ts";
import { reasonOf, StationPool } from "./station-pool.ts";
import type { ReportCell, ReportImage } from "./types.ts";
import { worstVerdict } from "./verdict.ts";

export interface RunOptions {
  readonly concurrency: Concurrency;
  /** When it is aborted, cells that have not ended become unavailable with its reason. */
  readonly signal: AbortSignal;
  readonly listener: RunListener;
}

/** What a run came to, in the order of the plan. */
export interface RunResult {
  readonly images: readonly ReportImage[];
  readonly scenarios: readonly ScenarioResult[];
}

/** Runs every cell of the plan. Does not reject, whatever fails: the cells say it. Leaves the engine open. */
export async function runPlan(plan: Plan, parts: RunParts, options: RunOptions): Promise<RunResult> {
  const stations = new StationPool(parts, options.signal);
  const queue = new CellQueue(options.concurrency);
  const byScenario = new Map<Scenario, PlannedCell[]>();
  for (const cell of plan.cells) {
    const cells = byScenario.get(cell.scenario);
    if (cells === undefined) byScenario.set(cell.scenario, [cell]);
    else cells.push(cell);
  }
  const scenarios = [...byScenario].map(async ([scenario, planned]) => {
    const cells = await Promise.all(planned.map((cell) => runPlanned(cell, stations, queue, parts, options)));
    const result = judge(scenario, planned, cells, parts, plan.whole);
    options.listener.scenario(result);
    return result;
  });
  const images = plan.images.map((image) => reportImage(image, plan, stations, options.listener));
  return { images: await Promise.all(images), scenarios: await Promise.all(scenarios) };
}

async function runPlanned(
  planned: PlannedCell,
  stations: StationPool,
  queue: CellQueue,
  parts: RunParts,
  { signal, listener }: RunOptions,
): Promise<ReportCell> {
  let station: Station;
  try {
    station = await stations.station(planned.image, planned.host);
  } catch (error) {
    const cell = unavailableCell(planned, reasonOf(error));
    listener.cell(cell, []);
    return cell;
  }
  const found = identified(planned, station);
  return queue.run(found.expectedWaitMs, async () => {
    listener.cellStart(found);
    const { cell, packets } = await runCell(found, station, parts, signal);
    listener.cell(cell, packets);
    return cell;
  });
}

/** What the cells of a scenario show together. */
function judge(
  scenario: Scenario,
  planned: readonly PlannedCell[],
  cells: readonly ReportCell[],
  parts: RunParts,
  whole: boolean,
): ScenarioResult {
  const complete = withProgramOutcomes(cells, planned, parts.go);
  const comparisons = compareCells(complete);
  const { id, title, file, known } = scenario;
  const verdict = worstVerdict(comparisons.map((comparison) => comparison.verdict));
  return {
    scenario: { id, title, file, known, verdict },
    cells: complete,
    comparisons,
    expectations: checkExpectations(scenario, complete, comparisons, whole),
  };
}

async function reportImage(
  image: string,
  plan: Plan,
  stations: StationPool,
  listener: RunListener,
): Promise<ReportImage> {
  const cells = plan.cells.filter((cell) => cell.image === image);
  const hosts = [...new Set<HostProfile>(cells.map(({ host }) => host))];
  const libc = cells.find(({ resolver }) => resolver.kind === "libc")?.resolverId ?? UNKNOWN_LIBC;
  const report = await stations.report(image, hosts, libc === UNKNOWN_LIBC ? null : libc);
  listener.image(report);
  return report;
}

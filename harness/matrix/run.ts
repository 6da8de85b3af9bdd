/** Runs a plan: images, stations and cells in parallel, until every cell is observed, emulated or unavailable. */
import { UNKNOWN_LIBC } from "../resolvers/id.ts";
import type { HostProfile, Scenario } from "../scenario/scenario.ts";
import { CellQueue, type Concurrency } from "./cell-queue.ts";
import { compareCells } from "./compare.ts";
import type { JudgedCell, RunListener, RunParts, ScenarioResult, TellCauses } from "./parts.ts";
import { type LookupPlace, placeOf } from "./place.ts";
import type { Plan, PlannedCell } from "./plan.ts";
import { withProgramOutcomes } from "./program-outcome.ts";
import { judgeRepeatedly, type Repetition } from "./repeat.ts";
import type { ReportCell, ReportComparison, ReportExpectation, ReportImage } from "./report-data.ts";
import { machineOf, runCell, unavailableCell } from "./run-cell.ts";
import { SharedLookups } from "./shared-lookups.ts";
import type { Standard } from "./standard.ts";
import { reasonOf, StationPool } from "./station-pool.ts";
import { worstVerdict } from "./verdict.ts";

export interface RunOptions {
  readonly concurrency: Concurrency;
  /** When it is aborted, cells that have not ended become unavailable with its reason. */
  readonly signal: AbortSignal;
  readonly listener: RunListener;
  /** How many times a cell that is not as expected runs again, before it counts. */
  readonly repeat: number;
  /** What cells are held against. */
  readonly standard: Standard;
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
    const shared = new SharedLookups(({ expectedWaitMs }, station, machine, files) =>
      queue.run(expectedWaitMs, () => station.digest(machine, files, options.signal)),
    );
    const place: Place = { stations, queue, shared, parts, options };
    const cells = await Promise.all(planned.map((cell) => runPlanned(cell, place)));
    const { standard } = options;
    const repetition: Repetition = {
      mismatch: (cell) => standard.mismatch(scenario, cell),
      judge: (judged) =>
        judge(scenario, planned, judged, parts.tellCauses, (complete, comparisons) =>
          standard.check(scenario, complete, comparisons, plan.whole),
        ),
      again: (positions) => runAgain(scenario.id, planned, positions, place),
    };
    const times = options.signal.aborted ? 0 : options.repeat;
    const result = await judgeRepeatedly(scenario, cells, repetition, times);
    options.listener.scenario(result);
    return result;
  });
  const images = plan.images.map((image) => reportImage(image, plan, stations, options.listener));
  return { images: await Promise.all(images), scenarios: await Promise.all(scenarios) };
}

/** What the cells of a scenario have at hand. */
interface Place {
  readonly stations: StationPool;
  readonly queue: CellQueue;
  readonly shared: SharedLookups;
  readonly parts: RunParts;
  readonly options: RunOptions;
}

async function runPlanned(
  planned: PlannedCell,
  { stations, queue, shared, parts, options: { signal, listener } }: Place,
): Promise<ReportCell> {
  let place: LookupPlace;
  try {
    place = await placeOf(planned, stations, parts);
  } catch (error) {
    const cell = unavailableCell(planned, reasonOf(error));
    listener.cell(cell, [], []);
    return cell;
  }
  const { found, station } = place;
  const look = () =>
    queue.run(found.expectedWaitMs, (asked) => {
      listener.cellStart(found);
      return runCell(found, station, parts, signal, asked);
    });
  const { cell, packets, ways = [] } = await shared.run(found, station, look);
  listener.cell(cell, packets, ways);
  return cell;
}

/** Cells of one scenario once more. Only cells that ran are repeated, so their stations are there. */
async function runAgain(
  scenario: string,
  planned: readonly PlannedCell[],
  positions: readonly number[],
  { stations, queue, parts, options: { signal, listener } }: Place,
): Promise<ReadonlyMap<number, ReportCell>> {
  listener.repeat(scenario, positions.length);
  const repeated = positions.map(async (position) => {
    const again = planned[position];
    if (again === undefined) throw new Error(`the scenario ${scenario} has no cell ${position}`);
    const { found, station } = await placeOf(again, stations, parts);
    const { cell, packets } = await queue.run(again.expectedWaitMs, (asked) =>
      runCell(found, station, parts, signal, asked),
    );
    listener.cellRepeated(cell, packets);
    return [position, cell] as const;
  });
  return new Map(await Promise.all(repeated));
}

/** What the cells of a scenario show together. */
function judge(
  scenario: Scenario,
  planned: readonly PlannedCell[],
  cells: readonly ReportCell[],
  tellCauses: TellCauses | undefined,
  check: (
    cells: readonly ReportCell[],
    comparisons: readonly ReportComparison[],
  ) => readonly ReportExpectation[],
): ScenarioResult {
  const complete = withProgramOutcomes(cells, planned);
  const comparisons = compareCells(complete);
  const told = tellCauses?.(judgedCells(complete, planned), comparisons) ?? complete;
  const { id, title, file, known } = scenario;
  const verdict = worstVerdict(comparisons.map((comparison) => comparison.verdict));
  return {
    scenario: { id, title, file, known: known?.text ?? null, verdict },
    cells: told,
    comparisons,
    expectations: check(complete, comparisons),
  };
}

function judgedCells(cells: readonly ReportCell[], planned: readonly PlannedCell[]): readonly JudgedCell[] {
  return cells.flatMap((cell, index) => {
    const plan = planned[index];
    return plan === undefined ? [] : [{ cell, machine: machineOf(plan), host: plan.host }];
  });
}

async function reportImage(
  image: string,
  plan: Plan,
  stations: StationPool,
  listener: RunListener,
): Promise<ReportImage> {
  const cells = plan.cells.filter((cell) => cell.image === image);
  const hosts = [...new Set<HostProfile>(cells.map(({ host }) => host))];
  const libc = cells.find(({ resolver }) => resolver.evidence === "observed")?.resolverId ?? UNKNOWN_LIBC;
  const report = await stations.report(image, hosts, libc === UNKNOWN_LIBC ? null : libc);
  listener.image(report);
  return report;
}

/** Settings tried on the models: every cell of them, in no time. */
import { withCauses } from "../explain/causes/causes.ts";
import { createFixture } from "../fixture/fixture.ts";
import type { ImageDefinition } from "../images/image.ts";
import { imaginedImage } from "../images/imagined.ts";
import { imageOfReference } from "../images/reference.ts";
import { openModelEngine } from "../lab/model/engine.ts";
import type { RunListener, RunParts } from "../matrix/parts.ts";
import { type Catalogue, planRun } from "../matrix/plan.ts";
import type { ReportCell } from "../matrix/report-data.ts";
import { runPlan } from "../matrix/run.ts";
import { EXPECTATIONS } from "../matrix/standard.ts";
import { libcModel } from "../resolvers/catalogue.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Shown } from "./difference.ts";

/** Cells here never wait for anything but each other. */
const CONCURRENCY = { all: 64, busy: 64 };

const DEAF: RunListener = {
  image() {},
  cellStart() {},
  cell() {},
  repeat() {},
  cellRepeated() {},
  scenario() {},
};

/** The cells of each setting, in the order of its plan: lookup, image, host, the libc before the Go builds. */
export async function tryOut(
  settings: readonly Scenario[],
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<readonly (readonly ReportCell[])[]> {
  return (await runOnModels(settings, catalogue, signal)).map(({ cells }) => cells);
}

/**
 * Every cell of the settings, compared.
 * @throws Failure "usage" for a host profile that does not exist, and where there are too many cells
 */
export async function runOnModels(
  settings: readonly Scenario[],
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<readonly Shown[]> {
  const scenarios = settings.map((scenario, place) => ({
    ...scenario,
    id: `trial ${place}`,
    expect: { cells: [] },
    known: null,
    control: false,
  }));
  const plan = planRun(scenarios, catalogue, { images: null, go: null });
  const result = await runPlan(plan, partsOf(catalogue), {
    concurrency: CONCURRENCY,
    signal,
    listener: DEAF,
    repeat: 0,
    standard: EXPECTATIONS,
  });
  return scenarios.map(
    ({ id }) => result.scenarios.find(({ scenario }) => scenario.id === id) ?? { cells: [], comparisons: [] },
  );
}

function partsOf({ images }: Catalogue): RunParts {
  const engine = openModelEngine();
  const definitionOf = (image: string): ImageDefinition =>
    images.find(({ id }) => id === image) ?? imageOfReference(image);
  const obtain = (image: string) => imaginedImage(definitionOf(image));
  return {
    engineOf: () => engine,
    obtain,
    standIn: {
      station: async (image, host) => engine.station(await obtain(image), host),
      libc: libcModel,
    },
    knownLibcs: images.flatMap(({ libc }) => libc ?? []),
    tellCauses: withCauses,
    createFixture,
  };
}

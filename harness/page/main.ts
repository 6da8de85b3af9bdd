/** The whole way without Node, as a page goes it: from the texts of scenarios to a report, every cell emulated. */
import { withCauses } from "../explain/causes/causes.ts";
import { createFixture } from "../fixture/fixture.ts";
import { imaginedImage } from "../images/imagined.ts";
import { parseImageDefinition } from "../images/parse.ts";
import { imageOfReference } from "../images/reference.ts";
import { openModelEngine } from "../lab/model/engine.ts";
import type { RunListener } from "../matrix/parts.ts";
import { planRun } from "../matrix/plan.ts";
import { buildReport } from "../matrix/report.ts";
import type { Report } from "../matrix/report-data.ts";
import { runPlan } from "../matrix/run.ts";
import { EXPECTATIONS } from "../matrix/standard.ts";
import { DEFAULT_GO_VERSIONS, libcModel } from "../resolvers/catalogue.ts";
import { goResolver, ordinaryBuild } from "../resolvers/go/index.ts";
import { parseHostProfile } from "../scenario/host-profile.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { HostProfile } from "../scenario/scenario.ts";

/** A YAML file: what reports call it, the name that messages carry, and what stands in it. */
export interface NamedText {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

export interface PageTexts {
  readonly scenarios: readonly NamedText[];
  readonly images: readonly NamedText[];
  readonly hosts: readonly NamedText[];
}

/** Cells here never wait for anything but each other: as many as keep a turn of the event loop busy. */
const CONCURRENCY = { all: 64, busy: 64 };

const DEAF: RunListener = {
  image() {},
  cellStart() {},
  cell() {},
  repeat() {},
  cellRepeated() {},
  scenario() {},
};

/**
 * Looks up every name of the scenarios on the model engine.
 *
 * @param tool what the report says of who made it
 * @throws ProblemsFailure for the first text in which something is wrong, with all that is wrong in it; Failure "usage"
 *   where a scenario names a host profile that is not among `hosts`
 */
export async function reportOf(texts: PageTexts, tool: string): Promise<Report> {
  const hosts = texts.hosts.map(({ text, file, id }) => parseHostProfile(text, file, id));
  const hostIds = hosts.map(({ id }) => id);
  const images = texts.images.map(({ text, file, id }) => parseImageDefinition(text, file, id));
  const scenarios = texts.scenarios.map(({ text, file, id }) => parseScenario(text, file, hostIds, id));
  const catalogue = { images, hosts, defaultGo: DEFAULT_GO_VERSIONS.map(ordinaryBuild), goResolver };
  const plan = planRun(scenarios, catalogue, { images: null, go: null });
  const engine = openModelEngine();
  const startedAt = new Date();
  const parts = {
    engineOf: () => engine,
    obtain: (image: string) =>
      imaginedImage(images.find(({ id }) => id === image) ?? imageOfReference(image)),
    standIn: {
      station: async (image: string, host: HostProfile) =>
        engine.station(
          await imaginedImage(images.find(({ id }) => id === image) ?? imageOfReference(image)),
          host,
        ),
      libc: libcModel,
    },
    knownLibcs: images.flatMap(({ libc }) => libc ?? []),
    tellCauses: withCauses,
    createFixture,
  };
  const options = {
    concurrency: CONCURRENCY,
    signal: new AbortController().signal,
    listener: DEAF,
    repeat: 0,
    standard: EXPECTATIONS,
  };
  const result = await runPlan(plan, parts, options);
  const elapsedMs = Date.now() - startedAt.getTime();
  return buildReport(
    { tool, engine: engine.name, clock: "virtual", startedAt, elapsedMs, images: result.images },
    result.scenarios,
  );
}

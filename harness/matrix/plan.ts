/** Which cells a run has: scenarios × lookups × images × hosts × resolvers. */
import { Failure } from "../errors.ts";
import type { ImageDefinition } from "../images/image.ts";
import { buildId, type GoBuild } from "../resolvers/go/index.ts";
import { formatResolverId, UNKNOWN_LIBC } from "../resolvers/id.ts";
import type { HostProfile, Scenario } from "../scenario/scenario.ts";
import type { Lookup } from "../world/world.ts";
import { expectedWaitMs } from "./expected-wait.ts";

/** The image's own getaddrinfo, or a Go program. */
export type CellResolver = { readonly kind: "libc" } | { readonly kind: "go"; readonly build: GoBuild };

export interface PlannedCell {
  readonly scenario: Scenario;
  readonly lookup: Lookup;
  readonly image: string;
  readonly host: HostProfile;
  readonly resolver: CellResolver;
  /** Name in the report. For a libc what the image declares, until its station tells. */
  readonly resolverId: string;
  readonly expectedWaitMs: number;
}

/** What there is to plan with. */
export interface Catalogue {
  readonly images: readonly ImageDefinition[];
  readonly hosts: readonly HostProfile[];
  /** Go builds of a scenario that names none. */
  readonly defaultGo: readonly GoBuild[];
}

/** What the command line says instead of the scenarios; null leaves it to them. */
export interface PlanChoice {
  readonly images: readonly string[] | null;
  readonly go: readonly GoBuild[] | null;
}

export interface Plan {
  readonly scenarios: readonly Scenario[];
  /** In the order of the report: scenario, lookup, image, host, libc before Go. */
  readonly cells: readonly PlannedCell[];
  /** Ids or references of the images, each once, in order of first use. */
  readonly images: readonly string[];
  /** Whether every scenario runs on its own images and Go builds, so that each expectation has its cell. */
  readonly whole: boolean;
}

/**
 * Plans a run.
 * @throws Failure "usage" where a scenario names a host profile that does not exist
 */
export function planRun(scenarios: readonly Scenario[], catalogue: Catalogue, choice: PlanChoice): Plan {
  const cells = scenarios.flatMap((scenario) => planScenario(scenario, catalogue, choice));
  return {
    scenarios,
    cells,
    images: [...new Set(cells.map(({ image }) => image))],
    whole: choice.images === null && choice.go === null,
  };
}

function planScenario(scenario: Scenario, catalogue: Catalogue, choice: PlanChoice): PlannedCell[] {
  const images = choice.images ?? scenario.images ?? defaultImages(catalogue);
  const builds = choice.go ?? scenario.go ?? catalogue.defaultGo;
  const hosts = scenario.hosts.map((id) => hostProfile(id, scenario, catalogue));
  const waitsMs = new Map(
    hosts.map((host) => [
      host,
      { musl: expectedWaitMs(scenario, host, true), others: expectedWaitMs(scenario, host, false) },
    ]),
  );
  return scenario.lookups.flatMap(({ name, family }) =>
    images.flatMap((image) =>
      hosts.flatMap((host) => {
        const common = { scenario, lookup: { name, family }, image, host };
        const { musl, others } = waitsMs.get(host) ?? { musl: 0, others: 0 };
        const libcId = declaredLibcId(image, catalogue);
        return [
          {
            ...common,
            resolver: { kind: "libc" as const },
            resolverId: libcId,
            expectedWaitMs: libcId.startsWith("glibc@") ? others : musl,
          },
          ...builds.map((build) => ({
            ...common,
            resolver: { kind: "go" as const, build },
            resolverId: formatResolverId(buildId(build)),
            expectedWaitMs: others,
          })),
        ];
      }),
    ),
  );
}

function defaultImages(catalogue: Catalogue): readonly string[] {
  return catalogue.images.filter((image) => image.default).map(({ id }) => id);
}

function declaredLibcId(image: string, catalogue: Catalogue): string {
  const libc = catalogue.images.find(({ id }) => id === image)?.libc ?? null;
  return libc === null ? UNKNOWN_LIBC : formatResolverId(libc);
}

function hostProfile(id: string, scenario: Scenario, catalogue: Catalogue): HostProfile {
  const profile = catalogue.hosts.find((host) => host.id === id);
  if (profile !== undefined) return profile;
  throw new Failure("usage", `scenario ${scenario.id} runs on host profile "${id}", which does not exist`, {
    place: { file: scenario.file, line: 1, column: 1 },
    advice: `host profiles: ${catalogue.hosts.map((host) => host.id).join(", ")}`,
  });
}

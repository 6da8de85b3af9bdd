/** Which cells a run has: scenarios × lookups × images × hosts × resolvers. */
import { Failure } from "../errors.ts";
import type { ImageDefinition } from "../images/image.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import {
  FAMILIES,
  formatResolverId,
  isLibcId,
  parseResolverId,
  type ResolverId,
  UNKNOWN_LIBC,
} from "../resolvers/id.ts";
import type { Resolver } from "../resolvers/resolver.ts";
import type { HostProfile, ProcessStep, Scenario } from "../scenario/scenario.ts";
import type { Lookup } from "../world/world.ts";
import { expectedWaitMs } from "./expected-wait.ts";

/** Who answers: the image's own getaddrinfo, really, or a resolver that is emulated. */
export type CellResolver =
  /** `id` is what the image declares; null where it declares nothing. */
  | { readonly evidence: "observed"; readonly id: ResolverId | null }
  | { readonly evidence: "emulated"; readonly emulation: Resolver };

export interface PlannedCell {
  readonly scenario: Scenario;
  readonly lookup: Lookup;
  /** What the process does before the lookup. */
  readonly before: readonly ProcessStep[];
  readonly image: string;
  readonly host: HostProfile;
  readonly resolver: CellResolver;
  /** Name in the report. For a libc what the image declares, until its station tells. */
  readonly resolverId: string;
  /** Of a cell that is emulated for want of the image: why. */
  readonly insteadOf?: string;
  readonly expectedWaitMs: number;
}

/** What there is to plan with. */
export interface Catalogue {
  readonly images: readonly ImageDefinition[];
  readonly hosts: readonly HostProfile[];
  /** Go builds of a scenario that names none. */
  readonly defaultGo: readonly GoBuild[];
  /** The emulation of a Go program. */
  goResolver(build: GoBuild): Resolver;
}

/** What the command line says instead of the scenarios; null leaves it to them. */
export interface PlanChoice {
  readonly images: readonly string[] | null;
  readonly go: readonly GoBuild[] | null;
  /** Most cells that a run may have; MAX_CELLS where it is not said. */
  readonly maxCells?: number;
}

/** A dozen times the catalogue on every image; more is a scenario that multiplies, not a matrix that people read. */
export const MAX_CELLS = 200_000;

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
 * @throws Failure "usage" where a scenario names a host profile that does not exist, or where there are too many cells
 */
export function planRun(scenarios: readonly Scenario[], catalogue: Catalogue, choice: PlanChoice): Plan {
  refuseTooMany(scenarios, catalogue, choice);
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
  const emulations = builds.map((build) => catalogue.goResolver(build));
  const hosts = scenario.hosts.map((id) => hostProfile(id, scenario, catalogue));
  const waitsMs = new Map(
    hosts.map((host) => [
      host,
      new Map(FAMILIES.map((family) => [family, expectedWaitMs(scenario, host, family)])),
    ]),
  );
  return scenario.lookups.flatMap(({ place: _, before = [], ...lookup }) =>
    images.flatMap((image) =>
      hosts.flatMap((host) => {
        const common = { scenario, lookup, before, image, host };
        // Only a libc takes flags of getaddrinfo.
        const emulated = lookup.flags === undefined ? emulations : [];
        const resolvers: readonly CellResolver[] = [
          { evidence: "observed", id: declaredLibc(image, catalogue) },
          ...emulated.map((emulation) => ({ evidence: "emulated" as const, emulation })),
        ];
        return resolvers.map((resolver) => {
          const id = idOf(resolver);
          return {
            ...common,
            resolver,
            resolverId: id === null ? UNKNOWN_LIBC : formatResolverId(id),
            // A libc that nobody knows may wait as long as any.
            expectedWaitMs: waitsMs.get(host)?.get(id?.family ?? "musl") ?? 0,
          };
        });
      }),
    ),
  );
}

/** Counted before any cell is made: millions would fill the memory. */
function refuseTooMany(scenarios: readonly Scenario[], catalogue: Catalogue, choice: PlanChoice): void {
  const { maxCells = MAX_CELLS } = choice;
  const counts = scenarios.map((scenario) => {
    const images = choice.images ?? scenario.images ?? defaultImages(catalogue);
    const builds = choice.go ?? scenario.go ?? catalogue.defaultGo;
    return {
      scenario,
      cells: scenario.lookups.length * images.length * scenario.hosts.length * (1 + builds.length),
    };
  });
  const planned = counts.reduce((sum, { cells }) => sum + cells, 0);
  if (planned <= maxCells) return;
  const [largest] = counts.toSorted((a, b) => b.cells - a.cells);
  const of = largest === undefined ? "" : `, ${largest.cells} of them in scenario ${largest.scenario.id}`;
  throw new Failure("usage", `the run would have ${planned} cells${of}; ${maxCells} are allowed`, {
    ...(largest === undefined ? {} : { place: { file: largest.scenario.file, line: 1, column: 1 } }),
    advice: `name fewer images, hosts, lookups or Go versions, or allow more: --max-cells ${planned}`,
  });
}

function defaultImages(catalogue: Catalogue): readonly string[] {
  return catalogue.images.filter((image) => image.default).map(({ id }) => id);
}

function declaredLibc(image: string, catalogue: Catalogue): ResolverId | null {
  const known = catalogue.images.find(({ id }) => id === image);
  if (known !== undefined) return known.libc;
  // A release by itself, "musl@1.2.1", stands for an image with that libc.
  const id = parseResolverId(image);
  return id !== null && isLibcId(id) ? id : null;
}

function idOf(resolver: CellResolver): ResolverId | null {
  return resolver.evidence === "observed" ? resolver.id : resolver.emulation.id;
}

function hostProfile(id: string, scenario: Scenario, catalogue: Catalogue): HostProfile {
  const profile = [...catalogue.hosts, ...(scenario.ownHosts ?? [])].find((host) => host.id === id);
  if (profile !== undefined) return profile;
  throw new Failure("usage", `scenario ${scenario.id} runs on host profile "${id}", which does not exist`, {
    place: { file: scenario.file, line: 1, column: 1 },
    advice: `host profiles: ${catalogue.hosts.map((host) => host.id).join(", ")}`,
  });
}

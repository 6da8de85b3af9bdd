/**
 * Every scenario of the catalogue, each of its lookups and Go versions, once in virtual time on the simulated network and
 * once on real sockets in a real network namespace: both come to the same and ask the same.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findHostProfile } from "../../../harness/disk/host-profiles.ts";
import { loadScenarios } from "../../../harness/disk/load.ts";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { findImage } from "../../../harness/images/catalogue.ts";
import type { ImageDefinition } from "../../../harness/images/image.ts";
import { imaginedImage } from "../../../harness/images/imagined.ts";
import type { CellSetup, Observation, Station } from "../../../harness/lab/engine.ts";
import { openModelEngine } from "../../../harness/lab/model/engine.ts";
import type { GoBuild } from "../../../harness/resolvers/go/index.ts";
import { chooseMode, goResolver, normalisePorts, resolveGo } from "../../../harness/resolvers/go/index.ts";
import type { HostProfile, Scenario, ScenarioLookup } from "../../../harness/scenario/scenario.ts";

import type { TraceEvent } from "../../../harness/trace/event.ts";
import type { FileResult, Outcome, World } from "../../../harness/world/world.ts";
import { alpine, defaultHost, cell as labCell, OPEN, someGo, titled, useOwnCache } from "../support/labs.ts";
import { asArchive } from "./bare-archive.ts";

/** Go builds of a scenario that names none: those of a run. */
const DEFAULT_GO: readonly GoBuild[] = ["1.11", "1.19", "1.27"].map((version) => ({
  version,
  cgo: true,
  tags: [],
  godebug: "",
}));
/** Most of them wait for timeouts. */
const CELLS_AT_A_TIME = 24;
const model = openModelEngine();
const IMAGE: ImageDefinition = {
  id: "bare",
  title: "",
  libc: null,
  sources: [],
  default: false,
  unverified: false,
};

interface Cell {
  readonly scenario: Scenario;
  readonly lookup: ScenarioLookup;
  readonly build: GoBuild;
  readonly host: HostProfile;
}

/** What one engine showed: the outcome first, then what else the same program could have come to. */
interface Shown {
  readonly outcomes: readonly Outcome[];
  readonly trace: readonly TraceEvent[];
}

/** Of all cells together. */
const pathsRead = new Set<string>();

/** The world, which notes what is read of its files. */
function noted(world: World): World {
  const read = (path: string): Promise<FileResult> => {
    pathsRead.add(path);
    return world.files.read(path);
  };
  return { ...world, files: { read } };
}

const scenarios = await loadScenarios([]);
const cells: readonly Cell[] = (
  await Promise.all(
    scenarios.flatMap((scenario) =>
      scenario.hosts.map(async (id) => {
        const host = await findHostProfile(id);
        return scenario.lookups
          .filter(({ flags }) => flags === undefined)
          .flatMap((lookup) =>
            (scenario.go ?? DEFAULT_GO).map((build) => ({ scenario, lookup, build, host })),
          );
      }),
    ),
  )
).flat();

useOwnCache();
const local = await OPEN.local();
const alpineArchive = await alpine();

describe.skipIf(local.reason !== null)(titled("the model and a lab", local.reason), () => {
  const inLab = new Map<Cell, Shown>();
  const inModel = new Map<Cell, Shown>();
  let folder = "";

  beforeAll(async () => {
    const engine = local.value;
    if (engine === null) return;
    folder = await mkdtemp(join(tmpdir(), "rm-agrees-"));
    const image = await imaginedImage(IMAGE);
    const bare = await asArchive(image, folder);
    await inParallel(cells, async (cell) => {
      inModel.set(cell, await show(await model.station(image, cell.host), cell));
      inLab.set(cell, await show(await engine.station(bare, cell.host), cell));
    });
  }, 300_000);
  afterAll(async () => {
    await local.value?.close();
    if (folder !== "") await rm(folder, { recursive: true, force: true });
  });

  it.each(cells.map((cell) => [nameOf(cell), cell] as const))("%s", (_, cell) => {
    const [lab, model] = [inLab.get(cell), inModel.get(cell)];
    if (lab === undefined || model === undefined) throw new Error("the cell was not run");
    expect(questionsByType(lab.trace)).toEqual(questionsByType(model.trace));
    // Where Go races with itself, each world may have seen another end of it.
    const possible = model.outcomes.map(comparable);
    expect(possible).toContainEqual(comparable(lab.outcomes[0]));
    expect(lab.outcomes.map(comparable)).toContainEqual(possible[0]);
  });

  it("took nothing of an image but the files by which cells of several images are told to be one", () => {
    expect([...pathsRead].sort()).toEqual([...someGo.files].sort());
  });

  const reason = alpineArchive.reason;
  describe.skipIf(reason !== null)(titled("where the image's own files decide", reason), () => {
    it.each(["localhost", "ip6-localhost", "lab", "_gateway", "www.local"])("%s", async (name) => {
      if (local.value === null || alpineArchive.value === null) throw new Error("not skipped?");
      const imagined = await imaginedImage(await findImage("alpine-3.8"));
      const stations = [
        await model.station(imagined, defaultHost),
        await local.value.station(alpineArchive.value, defaultHost),
      ];
      for (const version of ["1.11", "1.15", "1.16", "1.20", "1.22", "1.27"]) {
        const shown = stations.map((station) => modeAndOutcome(station, version, name));
        const [inModel, inLab] = await Promise.all(shown);
        expect(inModel, `Go ${version}`).toEqual(inLab);
      }
    });
  });
});

/** What Go decides and finds in a cell that brings nothing along but a resolv.conf. */
async function modeAndOutcome(station: Station, version: string, name: string): Promise<unknown> {
  const build: GoBuild = { version, cgo: true, tags: [], godebug: "" };
  let order = "";
  const { outcome } = await station.emulate(
    labCell(),
    goResolver(build),
    async (world) => {
      order = (await chooseMode(build, world, name)).order;
      return (await resolveGo(build, world, { name, family: "ip" })).outcome;
    },
    new AbortController().signal,
  );
  return { order, outcome };
}

async function show(station: Station, { scenario, lookup, build, host }: Cell): Promise<Shown> {
  const setup: CellSetup = {
    files: { ...host.files, ...scenario.files },
    env: scenario.env,
    hostname: scenario.hostname ?? "lab",
    user: scenario.user ?? host.user ?? 0,
    fixture: createFixture(scenario.dns),
    ...(scenario.network === undefined ? {} : { network: scenario.network }),
  };
  let alternatives: readonly Outcome[] = [];
  const { outcome, trace }: Observation = await station.emulate(
    setup,
    goResolver(build),
    async (given, change) => {
      const world = noted(given);
      const earlier = (lookup.before ?? []).map((step) =>
        step.kind === "files" ? { kind: "change" as const, change: () => change(step.files) } : step,
      );
      await chooseMode(build, world, lookup.name);
      const resolved = await resolveGo(build, world, lookup, earlier);
      alternatives = resolved.alternatives;
      return resolved.outcome;
    },
    new AbortController().signal,
  );
  return { outcomes: [outcome, ...alternatives], trace };
}

/** Questions of one type follow each other in a fixed order; those of different types need not. */
function questionsByType(trace: readonly TraceEvent[]): Readonly<Record<string, readonly unknown[]>> {
  const byType: Record<string, unknown[]> = {};
  for (const { atMs: _, clientPort: __, type, reply, ...question } of trace) {
    byType[type] ??= [];
    byType[type].push({ ...question, reply: reply === null ? null : { ...reply, atMs: null } });
  }
  return byType;
}

function comparable(outcome: Outcome | undefined): unknown {
  return outcome?.kind === "error" ? { ...outcome, text: normalisePorts(outcome.text) } : outcome;
}

function nameOf({ scenario, lookup, build, host }: Cell): string {
  const { version, ...rest } = build;
  const how = rest.cgo && rest.tags.length === 0 && rest.godebug === "" ? "" : ` ${JSON.stringify(rest)}`;
  return `${scenario.id}: ${lookup.name} (${lookup.family}) by Go ${version}${how} on ${host.id}`;
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: CELLS_AT_A_TIME }, worker));
}

/** The whole catalogue, as a person runs it, on both engines: as its files expect, and the same on both. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadScenarios } from "../harness/disk/load.ts";
import { availabilityOf } from "../harness/images/availability.ts";
import { cacheDirectory } from "../harness/images/cache.ts";
import { loadImages } from "../harness/images/catalogue.ts";
import { connectDocker } from "../harness/lab/docker/connect.ts";
import type { Report, ReportCell } from "../harness/matrix/report-data.ts";

const PROGRAM = join(import.meta.dirname, "..", "dist", "harness", "cli", "main.js");
const RUN_LIMIT_MS = 280_000;

const inCi = Boolean(process.env.CI);
// In CI everything must be there; elsewhere what the machine lacks is left out, and the test's name says it.
const hasDocker = inCi || (await connectDocker()).kind === "connected";
const hasImages = inCi || Boolean(process.env.RESOLVER_MATRIX_IMAGES);

/** Images of the catalogue whose archives lie ready or that are put together from Debian's packages. */
const atHand = (
  await Promise.all(
    (
      await loadImages()
    ).map(async (image) => {
      const { kind } = await availabilityOf(
        image,
        process.env.RESOLVER_MATRIX_IMAGES || null,
        cacheDirectory(),
      );
      return kind === "at-hand" || image.sources.some((source) => source.kind === "debian") ? [image] : [];
    }),
  )
).flat();

let folder = "";
const reports = new Map<string, Report>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-catalogue-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the catalogue", () => {
  for (const engine of ["local", ...(hasDocker ? ["docker"] : [])]) {
    test(
      `is as its files expect on ${engine}${hasImages ? "" : " (without alpine-3.8: RESOLVER_MATRIX_IMAGES is not set)"}`,
      async () => {
        const file = join(folder, `${engine}.json`);
        const { code, stderr } = await run(["--engine", engine, "--reporter", `json=${file}`]);
        const report: Report = JSON.parse(await readFile(file, "utf8"));
        reports.set(engine, report);
        const broken = report.expectations
          .filter(({ ok }) => !ok)
          .map(({ scenario, message }) => `${scenario}: ${message}`);
        const lost = report.cells
          .filter(({ evidence }) => evidence === "unavailable")
          .map(({ image, reason }) => `${image}: ${reason}`);
        expect(broken).toEqual([]);
        if (hasImages) expect(await differingNowhere(report)).toEqual([]);
        if (hasImages) expect([...new Set(lost)]).toEqual([]);
        expect(code, stderr).toBe(lost.length === 0 ? 0 : 3);
        expect(report.summary.cells).toBeGreaterThan(500);
      },
      RUN_LIMIT_MS,
    );
  }

  const others = atHand.filter((image) => !image.default).map(({ id }) => id);
  test.skipIf(!hasImages)(
    `is as its files expect on ${others.length} more images${hasImages ? "" : " (needs RESOLVER_MATRIX_IMAGES)"}`,
    async () => {
      const file = join(folder, "others.json");
      const { code, stderr } = await run([
        ...["--engine", "local", "--images", others.join(","), "--reporter", `json=${file}`],
      ]);
      const report: Report = JSON.parse(await readFile(file, "utf8"));
      const broken = report.expectations
        .filter(({ ok }) => !ok)
        .map(({ scenario, cell, message }) => `${scenario} ${cell}: ${message}`);
      expect(broken).toEqual([]);
      expect(report.cells.filter(({ evidence }) => evidence === "unavailable")).toEqual([]);
      expect(code, stderr).toBe(0);
    },
    RUN_LIMIT_MS,
  );

  test.skipIf(!hasDocker)(
    "gives the same outcomes and questions on local and docker (needs a Docker engine)",
    () => {
      const local = told(reports.get("local"));
      const docker = told(reports.get("docker"));
      expect([...docker.keys()].sort()).toEqual([...local.keys()].sort());
      const differing = [...local].flatMap(([key, here]) => {
        const there = docker.get(key);
        // A resolver that races with itself may come to another end, as the cell says.
        if (there === undefined || here.races || there.races || there.facts === here.facts) return [];
        return [{ key, local: here.facts, docker: there.facts }];
      });
      expect(differing).toEqual([]);
    },
  );
});

/** Scenarios whose cells agree everywhere, though they do not say of themselves that they are a control. */
async function differingNowhere(report: Report): Promise<readonly string[]> {
  const differing = new Set(
    report.comparisons.filter(({ verdict }) => verdict !== "agree").map(({ scenario }) => scenario),
  );
  const scenarios = await loadScenarios([]);
  return scenarios.filter(({ id, control }) => !control && !differing.has(id)).map(({ id }) => id);
}

function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, "run", ...args], (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode, stderr }),
    );
  });
}

interface Told {
  readonly races: boolean;
  /** Outcome and questions as one text. */
  readonly facts: string;
}

/** What must be equal, by cell. */
function told(report: Report | undefined): ReadonlyMap<string, Told> {
  return new Map(
    (report?.cells ?? []).map((cell) => [
      keyOf(cell),
      {
        races: cell.alternatives.length > 0,
        facts: JSON.stringify([withoutPorts(cell), questions(cell)], null, 1),
      },
    ]),
  );
}

function keyOf({ scenario, lookup, image, host, resolver }: ReportCell): string {
  return [scenario, lookup.name, lookup.family, image, host, resolver].join(" ");
}

/** The kernel chooses a new client port for every socket. */
function withoutPorts({ outcome }: ReportCell): unknown {
  return JSON.parse(JSON.stringify(outcome ?? null).replaceAll(/:\d{4,5}->/g, ":PORT->"));
}

/**
 * A and AAAA are asked side by side: their order on the wire is nobody's promise. Nor is how often a question is repeated:
 * musl asks again as soon as it sees a SERVFAIL, a number of times that depends on the moment; and whether its last question,
 * sent as its time is up, is still answered in time depends on it, too.
 */
function questions({ trace }: ReportCell): readonly string[] {
  const byQuestion = new Map<string, Set<string>>();
  for (const { server, transport, name, type, edns, reply, icmp } of trace) {
    const question = [server, transport, name, type, edns].join(" ");
    const ends = byQuestion.get(question) ?? new Set();
    byQuestion.set(question, ends.add(reply?.rcode ?? icmp ?? "no reply"));
  }
  return [...byQuestion]
    .map(([question, ends]) => {
      if (ends.size > 1) ends.delete("no reply");
      return `${question}: ${[...ends].sort().join(", ")}`;
    })
    .sort();
}

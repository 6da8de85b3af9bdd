/** What a lookup costs, start-up included, against a container for every lookup. */

import { writeLookupScenarios } from "./lookup-scenarios.ts";
import { ENGINES, type MeasuredRun, measuredRun } from "./measured-run.ts";
import { hasImage, type OneShotTimes, oneShotTimes } from "./one-shot.ts";
import type { Goal, Part } from "./part.ts";
import { median } from "./statistics.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const LOOKUPS = 200;
const RUNS = 3;
const ONE_SHOTS = { run: 12, exec: 20 };
const FASTER_THAN_RUN = 30;
const FASTER_THAN_EXEC = 10;
/** CPU of the images below. */
const ARCH = "x86_64";
const IMAGES = [
  { id: "alpine-3.8", loader: "/lib/ld-musl-x86_64.so.1" },
  { id: "debian-12-glibc", loader: "/lib64/ld-linux-x86-64.so.2" },
] as const;

/** Runs the lookups on both engines, and some of them in containers of their own. */
export async function lookups(): Promise<Part> {
  const rows: (string | number)[][] = [];
  const goals: Goal[] = [];
  const notes = [
    `${LOOKUPS} lookups: ${LOOKUPS / 2} names, each by the image's libc and by Go; medians of ${RUNS} runs of the command.`,
    `docker run and docker exec: medians of ${ONE_SHOTS.run} and ${ONE_SHOTS.exec} lookups of localhost by libc alone, without DNS;`,
    `${LOOKUPS} of them would take as many times as long.`,
  ];
  for (const { id, loader } of IMAGES) {
    const measured = new Map<string, number>();
    let digest: string | null = null;
    for (const engine of ENGINES) {
      const runs = await lookupRuns(engine, id, notes);
      if (runs === null) continue;
      measured.set(engine, median(runs.map(({ wallMs }) => wallMs)) / LOOKUPS);
      digest = runs[0]?.report.images[0]?.digest ?? digest;
    }
    const oneShot = await oneShots(digest, loader).catch((error: unknown) => {
      notes.push(
        `not measured: docker with ${id}: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    });
    const runMs = oneShot === null ? null : median(oneShot.runMs);
    const execMs = oneShot === null ? null : median(oneShot.execMs);
    for (const [engine, ms] of measured) {
      const [thanRun, thanExec] = [ratio(runMs, ms), ratio(execMs, ms)];
      rows.push([id, engine, ms, 1000 / ms, thanRun ?? "-", thanExec ?? "-"]);
      const what = `${id} on ${engine}, times faster than`;
      if (thanRun !== null) goals.push(goal(`${what} docker run`, thanRun, FASTER_THAN_RUN));
      if (thanExec !== null) goals.push(goal(`${what} docker exec`, thanExec, FASTER_THAN_EXEC));
    }
    if (runMs !== null) rows.push([id, "docker run", runMs, 1000 / runMs, "", ""]);
    if (execMs !== null) rows.push([id, "docker exec", execMs, 1000 / execMs, "", ""]);
  }
  const columns = ["image", "by", "ms per lookup", "lookups/s", "docker run ×", "docker exec ×"];
  return { title: `Lookups, start-up included`, columns, rows, goals, notes };
}

/** null, with a note, where the engine or the image is missing. */
async function lookupRuns(
  engine: (typeof ENGINES)[number],
  image: string,
  notes: string[],
): Promise<readonly MeasuredRun[] | null> {
  return withTemporaryFolder(async (folder) => {
    await writeLookupScenarios(folder, LOOKUPS);
    const runs: MeasuredRun[] = [];
    while (runs.length < RUNS) {
      const attempt = await measuredRun(engine, [folder, "--images", image]);
      if (attempt.kind === "missing") {
        notes.push(`not measured: ${attempt.why}`);
        return null;
      }
      runs.push(attempt);
    }
    return runs;
  });
}

/** Rejects where the engine does not have the image: the command's own runs put it there. */
async function oneShots(digest: string | null, loader: string): Promise<OneShotTimes> {
  const [, hash] = /^sha256:(.+)$/.exec(digest ?? "") ?? [];
  for (const name of [`resolver-matrix/rootfs:${hash}`, `sha256:${hash}`]) {
    if (await hasImage(name)) return oneShotTimes({ name, loader }, ARCH, ONE_SHOTS);
  }
  throw new Error("the docker command finds no engine, or not this image in it");
}

function ratio(slowMs: number | null, fastMs: number): number | null {
  return slowMs === null ? null : slowMs / fastMs;
}

function goal(text: string, measured: number, limit: number): Goal {
  return { text, measured, limit, bound: "at least" };
}

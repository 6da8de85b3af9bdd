/** Obtains an image in a process of its own and writes what came of it as JSON. Its argument is an ObtainJob. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { findImage } from "../../harness/images/catalogue.ts";
import type { ReadyImage } from "../../harness/images/image.ts";
import { obtainImage } from "../../harness/images/obtain.ts";

export interface ObtainJob {
  readonly image: string;
  readonly cacheDirectory: string;
  /** Size of a file system of its own for the cache, as mount(8) takes it; null: where it lies. */
  readonly size: string | null;
}

export interface ObtainResult {
  readonly image: ReadyImage | null;
  readonly error: string | null;
  readonly lines: readonly string[];
}

const job = JSON.parse(process.argv.at(-1) ?? "") as ObtainJob;
if (job.size !== null && process.env.OWN_NAMESPACE === undefined) {
  // The same again, where a mount ends with the process.
  const again = [process.execPath, ...process.execArgv, "--", ...process.argv.slice(1)];
  const { status } = spawnSync("unshare", ["--map-root-user", "--mount", ...again], {
    stdio: "inherit",
    env: { ...process.env, OWN_NAMESPACE: "1" },
  });
  process.exitCode = status ?? 1;
} else {
  if (job.size !== null) {
    mkdirSync(job.cacheDirectory, { recursive: true });
    const { status } = spawnSync("mount", [
      "-t",
      "tmpfs",
      "-o",
      `size=${job.size}`,
      "none",
      job.cacheDirectory,
    ]);
    if (status !== 0) throw new Error("cannot mount");
  }
  process.stdout.write(`${JSON.stringify(await obtain(job))}\n`);
}

async function obtain({ image, cacheDirectory }: ObtainJob): Promise<ObtainResult> {
  const lines: string[] = [];
  try {
    const ready = await obtainImage(await findImage(image), {
      imagesDirectory: null,
      cacheDirectory,
      env: process.env,
      engineImages: null,
      progress: (line) => lines.push(line),
      signal: new AbortController().signal,
    });
    return { image: ready, error: null, lines };
  } catch (error) {
    return { image: null, error: String(error), lines };
  }
}

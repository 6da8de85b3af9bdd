/** One run of the command as a person starts it, measured from outside. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setInterval } from "node:timers/promises";
import { execa } from "execa";
import { EXIT } from "../../harness/cli/exit-codes.ts";
import type { Report } from "../../harness/matrix/report-data.ts";
import { packageRoot } from "../../harness/package-root.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** Where the build puts the command. */
export const PROGRAM = join(packageRoot, "dist", "harness", "cli", "main.js");

/** The kernel keeps the peak: it must only be read once shortly before the end. */
const PEAK_INTERVAL_MS = 50;
/** Characters of what the command says when it cannot run. */
const LONGEST_REASON = 500;

export type Engine = "local" | "docker";
export const ENGINES: readonly Engine[] = ["local", "docker"];

export interface MeasuredRun {
  readonly kind: "measured";
  /** From the start of the process to its end. */
  readonly wallMs: number;
  /** Largest resident set of the harness itself; 0 where the kernel does not tell. */
  readonly peakBytes: number;
  readonly report: Report;
}

/** `missing` is why this machine cannot do it. */
export type RunAttempt = MeasuredRun | { readonly kind: "missing"; readonly why: string };

/** Runs scenarios on an engine, all cells of which must be observed or emulated. */
export function measuredRun(engine: Engine, targets: readonly string[]): Promise<RunAttempt> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, "report.json");
    const startMs = performance.now();
    const child = execa(
      process.execPath,
      [PROGRAM, "run", ...targets, "--engine", engine, "--reporter", `json=${file}`],
      { reject: false, stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
    const ended = new AbortController();
    const peak = peakOf(child.pid, ended.signal);
    const { stderr, exitCode } = await child;
    const wallMs = performance.now() - startMs;
    ended.abort();
    const report = await readReport(file);
    if (report === null) {
      const why = stderr.trim().slice(0, LONGEST_REASON);
      if (exitCode !== EXIT.couldNotRun) throw new Error(`the command failed with ${exitCode}: ${why}`);
      return { kind: "missing", why: `${engine}: ${why}` };
    }
    if (report.summary.unavailable > 0) return { kind: "missing", why: `${engine}: ${lost(report)}` };
    return { kind: "measured", wallMs, peakBytes: await peak, report };
  });
}

/** null where the run did not come to a report. */
async function readReport(file: string): Promise<Report | null> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function lost({ images, summary }: Report): string {
  const reasons = images.flatMap(({ id, reason }) => (reason === null ? [] : [`${id}: ${reason}`]));
  return `${summary.unavailable} of ${summary.cells} cells are unavailable: ${reasons.join("; ")}`;
}

/** Reads the largest resident set of a process (proc_pid_status(5), VmHWM) until the signal. */
async function peakOf(pid: number | undefined, signal: AbortSignal): Promise<number> {
  let peakBytes = 0;
  try {
    for await (const _ of setInterval(PEAK_INTERVAL_MS, null, { signal })) {
      const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      const [, kibibytes = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
      peakBytes = Math.max(peakBytes, Number(kibibytes) * 1024);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return peakBytes;
}

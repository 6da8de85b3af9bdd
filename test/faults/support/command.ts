/** The program as a person runs it: a process that is watched, and killed. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report, ReportCell } from "../../../harness/matrix/report-data.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "..", "dist", "harness", "cli", "main.js");

export interface Ended {
  /** Exit code, or the signal's name. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error holds `text`; rejects when the program ends before. */
  said(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * What runs are about here: labs that lose a part while cells wait. On virtual time none would wait, and a libc whose
 * image is lost would be emulated. Told line by line, as that is how a test knows how far a run has come.
 */
const OF_RUNS = ["--clock", "real", "--evidence", "observed", "--verbose"];

/** Starts `resolver-matrix ARGS`; `env` is laid over this process's environment. */
export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): RunningCommand {
  return watched(
    spawn(process.execPath, [PROGRAM, ...args, ...(args[0] === "run" ? OF_RUNS : [])], options(env)),
  );
}

/** Runs it to the end from a shell: `script` makes its circumstances, and then says `exec "$@"`. */
export function runThrough(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  return watched(spawn("sh", ["-c", script, "sh", process.execPath, PROGRAM, ...args], options(env))).ended;
}

function options(env: Readonly<Record<string, string | undefined>>): SpawnOptions {
  return {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", CI: undefined, ...env },
  };
}

function watched(child: ChildProcess): RunningCommand {
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) =>
      resolve({ code: code ?? signal, stdout: stdout.text(), stderr: stderr.text() }),
    );
  });
  return {
    pid: child.pid ?? 0,
    ended,
    said: (text) =>
      Promise.race([
        stderr.holds(text),
        ended.then(({ code, stderr: told }) => {
          if (!told.includes(text)) throw new Error(`ended with ${code} without saying "${text}":\n${told}`);
        }),
      ]),
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs to the end. */
export function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  return startCommand(args, env).ended;
}

/** The JSON report of a file. */
export async function readReport(file: string): Promise<Report> {
  return JSON.parse(await readFile(file, "utf8"));
}

/** Cells in few words: "quick musl@1.1.19 observed", with the reason of those that were lost. */
export function cellLines({ cells }: Report): readonly string[] {
  return cells.map(cellLine).sort();
}

function cellLine({ scenario, host, resolver, evidence, reason }: ReportCell): string {
  const where = host === "default" ? "" : ` on ${host}`;
  return `${scenario} ${resolver}${where} ${evidence}${reason === undefined ? "" : `: ${reason}`}`;
}

function collected(stream: ChildProcess["stdout"]) {
  let text = "";
  const waiting = new Set<() => void>();
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    for (const look of waiting) look();
  });
  return {
    text: () => text,
    holds: (part: string) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!text.includes(part)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

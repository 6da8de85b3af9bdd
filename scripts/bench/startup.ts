/** What the command costs before it does anything: `--help` against an empty Node program. */
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { PROGRAM } from "./measured-run.ts";
import type { Part } from "./part.ts";
import { median } from "./statistics.ts";

const RUNS = 15;

/** Starts both in turn, so that whatever else the machine does disturbs both alike. */
export async function startup(): Promise<Part> {
  const emptyMs: number[] = [];
  const helpMs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    emptyMs.push(await startMs(["-e", "0"]));
    helpMs.push(await startMs([PROGRAM, "--help"]));
  }
  const [empty, help] = [median(emptyMs), median(helpMs)];
  return {
    title: "The start of the command",
    columns: ["node -e 0 ms", "--help ms", "difference ms", "ratio"],
    rows: [[empty, help, help - empty, help / empty]],
    goals: [],
    notes: [`Medians of ${RUNS} runs each, in turn.`],
  };
}

async function startMs(args: readonly string[]): Promise<number> {
  const before = performance.now();
  await execa(process.execPath, args, { stdin: "ignore", stdout: "ignore" });
  return performance.now() - before;
}

/** How much longer the whole catalogue takes than its longest cell, for whose timeout somebody must wait. */
import { ENGINES, type Engine, type MeasuredRun, measuredRun } from "./measured-run.ts";
import type { Goal, Part } from "./part.ts";
import { median } from "./statistics.ts";

const RUNS = 3;
const LEAST_CELLS = 300;
const BEYOND_LONGEST_S: Readonly<Record<Engine, number>> = { local: 3, docker: 10 };

/** Runs the catalogue on every engine. */
export async function catalogue(): Promise<Part> {
  const rows: (string | number)[][] = [];
  const goals: Goal[] = [];
  const notes = [`Each is the run with the median wall time of ${RUNS}.`];
  for (const engine of ENGINES) {
    const runs: MeasuredRun[] = [];
    for (let run = 0; run < RUNS; run++) {
      const attempt = await measuredRun(engine, []);
      if (attempt.kind === "measured") runs.push(attempt);
      else notes.push(`not measured: ${attempt.why}`);
      if (attempt.kind === "missing") break;
    }
    if (runs.length < RUNS) continue;
    const middle = median(runs.map(({ wallMs }) => wallMs));
    const run = runs.find(({ wallMs }) => wallMs === middle);
    if (run === undefined) continue;
    const wallS = run.wallMs / 1000;
    const longestS = Math.max(...run.report.cells.map(({ elapsedMs }) => elapsedMs ?? 0)) / 1000;
    const { cells } = run.report.summary;
    rows.push([engine, String(cells), wallS, longestS, wallS - longestS, wallS / longestS, cells / wallS]);
    goals.push(
      {
        text: `${engine}: seconds beyond the longest cell`,
        measured: wallS - longestS,
        limit: BEYOND_LONGEST_S[engine],
        bound: "at most",
      },
      { text: `${engine}: cells`, measured: cells, limit: LEAST_CELLS, bound: "at least" },
    );
  }
  return {
    title: "The whole catalogue against its longest cell",
    columns: ["engine", "cells", "wall s", "longest cell s", "beyond it s", "wall/longest", "cells/s"],
    rows,
    goals,
    notes,
  };
}

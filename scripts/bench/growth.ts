/** Whether a cell costs more where there are more of them: the catalogue once, 4 and 16 times over. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { catalogueDirectory } from "../../harness/disk/catalogue.ts";
import { ENGINES, measuredRun } from "./measured-run.ts";
import type { Goal, Part } from "./part.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const TIMES = [1, 4, 16] as const;
const MEBIBYTE = 1024 ** 2;

/** Runs copies of the catalogue under other ids, on the first engine that this machine has. */
export async function growth(): Promise<Part> {
  const rows: (string | number)[][] = [];
  const notes: string[] = [];
  for (const engine of ENGINES) {
    for (const times of TIMES) {
      const attempt = await withTemporaryFolder(async (folder) => {
        for (let copy = 1; copy <= times; copy++) {
          // Ids are paths below a folder of this name.
          await cp(catalogueDirectory(), join(folder, "scenarios", `copy-${copy}`), { recursive: true });
        }
        return measuredRun(engine, [folder]);
      });
      if (attempt.kind === "missing") {
        notes.push(`not measured: ${attempt.why}`);
        break;
      }
      const { wallMs, peakBytes, report } = attempt;
      const { cells } = report.summary;
      const perCellMs = wallMs / cells;
      const name = `${engine} ${times}×`;
      rows.push([
        name,
        String(cells),
        wallMs / 1000,
        cells / (wallMs / 1000),
        perCellMs,
        peakBytes / MEBIBYTE,
      ]);
    }
    if (rows.length > 0) break;
  }
  const first = rows[0]?.[4];
  const last = rows.at(-1)?.[4];
  const goals: Goal[] =
    typeof first !== "number" || typeof last !== "number" || rows.length < TIMES.length
      ? []
      : [{ text: "cost of a cell, last row to first", measured: last / first, limit: 1, bound: "at most" }];
  return {
    title: "The catalogue, repeated",
    columns: ["catalogue", "cells", "wall s", "cells/s", "ms per cell", "peak MiB of the harness"],
    rows,
    goals,
    notes,
  };
}

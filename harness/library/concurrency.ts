/** How many cells look up at the same time. */
import { availableParallelism, freemem } from "node:os";
import type { Concurrency } from "../matrix/cell-queue.ts";

/** Most cells wait for a timeout and need no processor meanwhile. */
const CELLS_PER_PROCESSOR = 128;
/** A cell is a namespace and two processes; more per machine brings nothing. */
const MOST_CELLS = 256;
/** One is set up while another works; beyond a few, all of them wait for this process. */
const BUSY_CELLS_PER_PROCESSOR = 3;
const MOST_BUSY_CELLS = 8;
const BYTES_PER_CELL = 8 * 1024 * 1024;

/** @param asked `--concurrency`, or null to follow the machine */
export function concurrencyOf(asked: number | null): Concurrency {
  const processors = availableParallelism();
  const byMemory = Math.floor(freemem() / 2 / BYTES_PER_CELL);
  const all = asked ?? Math.max(4, Math.min(MOST_CELLS, byMemory, CELLS_PER_PROCESSOR * processors));
  return { all, busy: Math.min(all, MOST_BUSY_CELLS, BUSY_CELLS_PER_PROCESSOR * processors) };
}

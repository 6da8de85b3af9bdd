/** When a cell may start: cells that only wait disturb nobody, cells that work draw out each other's times. */
import { LongestFirst } from "./longest-first.ts";

/** How many cells look up at the same time, at least 1 each. */
export interface Concurrency {
  readonly all: number;
  /** Of these, cells that are set up or at work; the others wait for a timeout. */
  readonly busy: number;
}

/** By then a cell is set up and has asked what it asks without waiting. Sooner or later only changes how fast cells start. */
const SETTLED_MS = 20;

export class CellQueue {
  readonly #all: LongestFirst;
  readonly #busy: LongestFirst;

  constructor({ all, busy }: Concurrency) {
    this.#all = new LongestFirst(all);
    this.#busy = new LongestFirst(busy);
  }

  /** Starts `job` when there is room, the longest first; settles as it does. */
  async run<T>(expectedMs: number, job: () => Promise<T>): Promise<T> {
    const end = await this.#all.place(expectedMs);
    const settle = await this.#busy.place(expectedMs);
    const timer = setTimeout(settle, SETTLED_MS);
    try {
      return await job();
    } finally {
      clearTimeout(timer);
      settle();
      end();
    }
  }
}

/** When a cell may start: cells that only wait disturb nobody, cells that work draw out each other's times. */
import { LongestFirst } from "./longest-first.ts";

/** How many cells look up at the same time, at least 1 each. */
export interface Concurrency {
  readonly all: number;
  /** Of these, cells that are set up or at work; the others wait for a timeout. */
  readonly busy: number;
}

/** A cell that has asked has this long to be answered at once; after it, the cell only waits. */
const ANSWERED_MS = 20;
/** A cell that has asked nothing by then may never do. */
const SILENT_MS = 250;

export class CellQueue {
  readonly #all: LongestFirst;
  readonly #busy: LongestFirst;

  constructor({ all, busy }: Concurrency) {
    this.#all = new LongestFirst(all);
    this.#busy = new LongestFirst(busy);
  }

  /**
   * Starts `job` when there is room, the longest first; settles as it does. Who calls `asked` has asked a nameserver
   * something, and makes room for cells that are still to be set up: how soon depends on the machine, not on a clock.
   */
  async run<T>(expectedMs: number, job: (asked: () => void) => Promise<T>): Promise<T> {
    const end = await this.#all.place(expectedMs);
    const settle = await this.#busy.place(expectedMs);
    let timer = setTimeout(settle, SILENT_MS);
    let hasAsked = false;
    const asked = (): void => {
      if (hasAsked) return;
      hasAsked = true;
      clearTimeout(timer);
      timer = setTimeout(settle, ANSWERED_MS);
    };
    try {
      return await job(asked);
    } finally {
      hasAsked = true;
      clearTimeout(timer);
      settle();
      end();
    }
  }
}

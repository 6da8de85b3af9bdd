/** A configuration file that a long-lived process looks at again from time to time (tryUpdate in src/net). */
import type { Clock } from "../../world/world.ts";

/** What a file was parsed into. `mtimeMs` is null where it could not be read. */
export interface Parsed {
  readonly mtimeMs: number | null;
}

export class WatchedFile<T extends Parsed> {
  readonly #clock: Clock;
  readonly #read: () => Promise<T>;
  readonly #isFresh: (current: T, sinceLastCheckMs: number) => boolean;
  #first: Promise<T> | null = null;
  #current: T | null = null;
  #checkedMs = 0;
  #isChecking = false;

  /** `isFresh`: whether the file need not be looked at, so long after the last look. */
  constructor(
    clock: Clock,
    read: () => Promise<T>,
    isFresh: (current: T, sinceLastCheckMs: number) => boolean,
  ) {
    this.#clock = clock;
    this.#read = read;
    this.#isFresh = isFresh;
  }

  /**
   * What the file says. `initial` is taken for the first reading where the process has one already.
   * While one lookup looks at the file, others use what was read before.
   */
  async get(initial: T | null = null): Promise<T> {
    if (this.#current === null) {
      this.#first ??= initial === null ? this.#read() : Promise.resolve(initial);
      const first = await this.#first;
      if (this.#current === null) {
        this.#current = first;
        this.#checkedMs = this.#clock.nowMs();
      }
    }
    const current = this.#current;
    if (this.#isChecking || this.#isFresh(current, this.#clock.nowMs() - this.#checkedMs)) return current;
    return this.#look(current);
  }

  async #look(current: T): Promise<T> {
    this.#isChecking = true;
    try {
      this.#checkedMs = this.#clock.nowMs();
      const present = await this.#read();
      // An unchanged modification time means that nothing is parsed again.
      const next = present.mtimeMs === current.mtimeMs ? current : present;
      this.#current = next;
      return next;
    } finally {
      this.#isChecking = false;
    }
  }
}

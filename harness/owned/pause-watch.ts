/** Whether this process stood still: stopped (SIGSTOP), asleep with its machine, or kept from running by it. */

/** How often it looks. */
const TICK_MS = 100;

/** Watches from now until `longestMs` is asked for. */
export class PauseWatch {
  readonly #timer: ReturnType<typeof setInterval>;
  #lastMs = performance.now();
  #longestMs = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), TICK_MS);
  }

  /** The longest time in which nothing here could run, in milliseconds of the monotonic clock. Ends the watch. */
  end(): number {
    clearInterval(this.#timer);
    this.#look();
    return this.#longestMs;
  }

  #look(): void {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs - TICK_MS);
    this.#lastMs = nowMs;
  }
}

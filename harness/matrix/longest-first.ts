/** Places for jobs that run in parallel up to a limit; of those that wait, the one that will take longest is next. */

interface Waiting {
  readonly expectedMs: number;
  readonly start: () => void;
}

export class LongestFirst {
  readonly #limit: number;
  /** Ascending by expected time: the last one is next. */
  readonly #waiting: Waiting[] = [];
  #taken = 0;

  /** @param limit how many places there are, at least 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for a place. Gives what frees it again; calling that twice does nothing more. */
  async place(expectedMs: number): Promise<() => void> {
    await new Promise<void>((start) => {
      this.#enqueue({ expectedMs, start });
      this.#startNext();
    });
    let freed = false;
    return () => {
      if (freed) return;
      freed = true;
      this.#taken--;
      this.#startNext();
    };
  }

  #startNext(): void {
    if (this.#taken >= this.#limit) return;
    const next = this.#waiting.pop();
    if (next === undefined) return;
    this.#taken++;
    next.start();
  }

  /** Behind all that take longer or came earlier with the same time. */
  #enqueue(job: Waiting): void {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { expectedMs } = this.#waiting[middle] ?? job;
      if (expectedMs < job.expectedMs) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, job);
  }
}

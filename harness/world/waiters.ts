/** Who waits for something on a simulated socket, each with a deadline of its own. */

import type { VirtualClock } from "./virtual-clock.ts";
import { DeadlineError, NeverError } from "./world.ts";

interface Waiter<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

export class Waiters<Value> {
  readonly #clock: VirtualClock;
  readonly #waiting: Waiter<Value>[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The next value; rejects with DeadlineError at the deadline, or NeverError where there is none and none can come. */
  wait(deadlineMs: number): Promise<Value> {
    return new Promise((resolve, reject) => {
      const end = (error: Error) => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(error);
      };
      const expiry = Number.isFinite(deadlineMs)
        ? this.#clock.at(deadlineMs, () => end(new DeadlineError()))
        : this.#clock.whenNothingIsLeft(() => end(new NeverError()));
      const waiter: Waiter<Value> = {
        resolve: (value) => {
          expiry.cancel();
          resolve(value);
        },
        reject: (error) => {
          expiry.cancel();
          reject(error);
        },
      };
      this.#waiting.push(waiter);
    });
  }

  /** Gives a value to who waits longest; false where nobody waits. */
  resolveFirst(value: Value): boolean {
    const waiter = this.#waiting.shift();
    waiter?.resolve(value);
    return waiter !== undefined;
  }

  /** Ends the wait of who waits longest; false where nobody waits. */
  rejectFirst(error: Error): boolean {
    const waiter = this.#waiting.shift();
    waiter?.reject(error);
    return waiter !== undefined;
  }

  /** Ends every wait, each with an error of its own. */
  rejectAll(error: () => Error): void {
    while (this.#waiting.length > 0) this.rejectFirst(error());
  }
}

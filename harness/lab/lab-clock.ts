/** The clock of a resolver that runs in the harness: the machine's, or that of the cell's network. */
import { orAborted } from "../owned/waiting.ts";
import { type Clock, DeadlineError } from "../world/world.ts";

const US_PER_MS = 1000;

/** A clock, and the two ways of waiting beside it. */
export interface LabClock extends Clock {
  /** Settles as `promise` does, or rejects with DeadlineError at `deadlineMs` of this clock. */
  byDeadline<T>(promise: Promise<T>, deadlineMs: number): Promise<T>;
  /** Settles as `promise` does, which labd answers by itself: no time passes meanwhile. */
  answered<T>(promise: Promise<T>): Promise<T>;
}

/** The machine's clock, which never goes back; every sleep ends with `signal`. */
export function realLabClock(signal: AbortSignal): LabClock {
  const nowMs = (): number => performance.now();
  return {
    nowMs,
    answered: (promise) => promise,
    sleep: async (durationMs) => {
      let timer: NodeJS.Timeout | undefined;
      const elapsed = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, durationMs);
      });
      try {
        await orAborted(elapsed, signal);
      } finally {
        clearTimeout(timer);
      }
    },
    byDeadline: async (promise, deadlineMs) => {
      if (!Number.isFinite(deadlineMs)) return promise;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        const check = (): void => {
          // A timer may fire a little before its time; a deadline must not.
          const leftMs = deadlineMs - nowMs();
          if (leftMs <= 0) reject(new DeadlineError());
          else timer = setTimeout(check, leftMs);
        };
        check();
      });
      promise.catch(() => {});
      try {
        return await Promise.race([promise, late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Somebody who waits until a time of the clock, or for good. */
interface Waiter {
  readonly deadlineUs: number;
  readonly late: () => void;
}

/** The clock of a network, which moves on only when the resolver and all that labd does for it have come to rest. */
export class VirtualLabClock implements LabClock {
  readonly #signal: AbortSignal;
  readonly #step: (deadlineUs: number | null) => void;
  readonly #waiters = new Set<Waiter>();
  #nowUs = 0;
  /** What labd has still to answer. */
  #unanswered = 0;
  #isStepping = false;
  #isChecking = false;

  /** `step` asks for the next event, until a time in microseconds or for good; the answer goes to `stepped`. */
  constructor(step: (deadlineUs: number | null) => void, signal: AbortSignal) {
    this.#step = step;
    this.#signal = signal;
  }

  nowMs(): number {
    return this.#nowUs / US_PER_MS;
  }

  async sleep(durationMs: number): Promise<void> {
    const never = new Promise<never>(() => {});
    await this.byDeadline(never, this.nowMs() + durationMs).catch((error: unknown) => {
      if (!(error instanceof DeadlineError)) throw error;
    });
  }

  async byDeadline<T>(promise: Promise<T>, deadlineMs: number): Promise<T> {
    let waiter: Waiter | null = null;
    const late = new Promise<never>((_, reject) => {
      const deadlineUs = Math.max(this.#nowUs, Math.round(deadlineMs * US_PER_MS));
      waiter = { deadlineUs, late: () => reject(new DeadlineError()) };
      this.#waiters.add(waiter);
    });
    this.#check();
    try {
      return await orAborted(Promise.race([promise, late]), this.#signal);
    } finally {
      if (waiter !== null) this.#waiters.delete(waiter);
    }
  }

  async answered<T>(promise: Promise<T>): Promise<T> {
    this.#unanswered++;
    try {
      return await promise;
    } finally {
      this.#unanswered--;
      this.#check();
    }
  }

  /** A step has been made: it is `nowUs`, and what was delivered has been told before. */
  stepped(nowUs: number): void {
    this.#nowUs = nowUs;
    this.#isStepping = false;
    for (const waiter of [...this.#waiters]) if (waiter.deadlineUs <= nowUs) waiter.late();
    this.#check();
  }

  /** Steps when this turn of the event loop is over: then no promise has anything left to do. */
  #check(): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    setImmediate(() => {
      this.#isChecking = false;
      const isResting = this.#unanswered === 0 && this.#waiters.size > 0;
      if (!isResting || this.#isStepping || this.#signal.aborted) return;
      const deadlineUs = Math.min(...[...this.#waiters].map((waiter) => waiter.deadlineUs));
      this.#isStepping = true;
      this.#step(Number.isFinite(deadlineUs) ? deadlineUs : null);
    });
  }
}

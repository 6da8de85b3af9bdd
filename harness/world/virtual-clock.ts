/** Time that passes only when nobody has anything left to do: a queue of events and the clock that follows it. */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "./world.ts";

const US_PER_MS = 1000;
/** A lookup takes some hundred events; one that takes this many goes round in a circle. */
const MOST_EVENTS = 200_000;
/** Turns of the event loop without an event after which nothing can happen any more. */
const MOST_IDLE_TURNS = 10;

/** Something that will happen, unless it is cancelled before. */
export interface ScheduledEvent {
  cancel(): void;
}

interface Entry {
  readonly atUs: number;
  /** Events of the same time happen in the order in which they were scheduled. */
  readonly sequence: number;
  run: (() => void) | null;
}

/** A clock whose time is counted in whole microseconds, so that equal sums are equal times. */
export class VirtualClock implements Clock {
  /** A binary heap: no entry is later than its children, at 2i + 1 and 2i + 2. */
  readonly #heap: Entry[] = [];
  #nowUs = 0;
  #sequence = 0;

  nowMs(): number {
    return this.#nowUs / US_PER_MS;
  }

  async sleep(durationMs: number): Promise<void> {
    await new Promise<void>((resolve) => this.after(durationMs, resolve));
  }

  /** Runs `run` in `delayMs` from now. */
  after(delayMs: number, run: () => void): ScheduledEvent {
    return this.at(this.nowMs() + delayMs, run);
  }

  /** Runs `run` at a time of this clock; at once, but not before this turn ends, where that time is past. */
  at(timeMs: number, run: () => void): ScheduledEvent {
    const atUs = Math.max(this.#nowUs, Math.round(timeMs * US_PER_MS));
    this.#sequence += 1;
    const entry: Entry = { atUs, sequence: this.#sequence, run };
    this.#push(entry);
    return {
      cancel: () => {
        entry.run = null;
      },
    };
  }

  /**
   * Lets time pass until `settling` is settled, and gives its result. Rejects when it cannot settle any more, since
   * nothing is left to happen, or when it takes more than 200,000 events.
   */
  async runUntil<Result>(settling: Promise<Result>): Promise<Result> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    settling.then(mark, mark);
    let idleTurns = 0;
    for (let events = 0; ; ) {
      // A turn of the event loop ends only when no promise has anything left to do.
      await setImmediate();
      if (settled) return settling;
      const run = this.#next();
      if (run === null) {
        idleTurns += 1;
        if (idleTurns > MOST_IDLE_TURNS) throw new Error("waits for something that will never happen");
        continue;
      }
      idleTurns = 0;
      events += 1;
      if (events > MOST_EVENTS) throw new Error(`does not come to an end within ${MOST_EVENTS} events`);
      run();
    }
  }

  /** Moves to the next event and takes it; null where there is none. */
  #next(): (() => void) | null {
    for (let entry = this.#pop(); entry !== null; entry = this.#pop()) {
      if (entry.run === null) continue;
      this.#nowUs = entry.atUs;
      return entry.run;
    }
    return null;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || !isEarlier(entry, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  #pop(): Entry | null {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const leftAt = at * 2 + 1;
      const [left, right] = [heap[leftAt], heap[leftAt + 1]];
      if (left === undefined) break;
      const [child, childAt] =
        right !== undefined && isEarlier(right, left) ? [right, leftAt + 1] : [left, leftAt];
      if (!isEarlier(child, last)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
    return first;
  }
}

function isEarlier(left: Entry, right: Entry): boolean {
  return left.atUs < right.atUs || (left.atUs === right.atUs && left.sequence < right.sequence);
}

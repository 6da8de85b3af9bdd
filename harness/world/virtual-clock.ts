/** Time that passes only when nobody has anything left to do: a queue of events and the clock that follows it. */
import { nextTurn } from "./turn.ts";
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
  /** Whether somebody who waits may be told by it. */
  readonly wakes: boolean;
  run: (() => void) | null;
}

/** A clock whose time is counted in whole microseconds, so that equal sums are equal times. */
export class VirtualClock implements Clock {
  /** A binary heap: no entry is later than its children, at 2i + 1 and 2i + 2. */
  readonly #heap: Entry[] = [];
  /** What waits without a deadline, and is told when the wait would never end. */
  readonly #last = new Set<() => void>();
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

  /**
   * Runs `run` in `delayMs` from now. `run` may schedule and record, but must settle no promise: nobody has anything
   * to do after it, so time goes on without asking.
   */
  unseenAfter(delayMs: number, run: () => void): void {
    this.#schedule(this.nowMs() + delayMs, run, false);
  }

  /** Runs `run` at a time of this clock; at once, but not before this turn ends, where that time is past. */
  at(timeMs: number, run: () => void): ScheduledEvent {
    const entry = this.#schedule(timeMs, run, true);
    return {
      cancel: () => {
        entry.run = null;
      },
    };
  }

  #schedule(timeMs: number, run: () => void, wakes: boolean): Entry {
    const atUs = Math.max(this.#nowUs, Math.round(timeMs * US_PER_MS));
    this.#sequence += 1;
    const entry: Entry = { atUs, sequence: this.#sequence, wakes, run };
    this.#push(entry);
    return entry;
  }

  /** Runs `run` when nothing is left to happen, which would otherwise be the end of `runUntil`. */
  whenNothingIsLeft(run: () => void): ScheduledEvent {
    this.#last.add(run);
    return { cancel: () => this.#last.delete(run) };
  }

  /**
   * Lets time pass until `settling` is settled, and gives its result. Rejects when it cannot settle any more, since
   * nothing is left to happen, or when it takes more than 200,000 events; with the signal's reason once that is aborted.
   */
  async runUntil<Result>(settling: Promise<Result>, signal?: AbortSignal): Promise<Result> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    settling.then(mark, mark);
    let idleTurns = 0;
    for (let events = 0; ; ) {
      await nextTurn();
      if (settled) return settling;
      signal?.throwIfAborted();
      const happened = this.#untilSomebodyWakes();
      idleTurns = happened === 0 ? idleTurns + 1 : 0;
      events += happened;
      if (idleTurns > MOST_IDLE_TURNS) this.#endWait();
      if (events > MOST_EVENTS) throw new Error(`does not come to an end within ${MOST_EVENTS} events`);
    }
  }

  /** Tells one who waits without a deadline that the wait would never end; throws where nobody does. */
  #endWait(): void {
    const [last] = this.#last;
    if (last === undefined) throw new Error("waits for something that will never happen");
    this.#last.delete(last);
    last();
  }

  /** Lets events happen up to the first that may wake somebody. How many did. */
  #untilSomebodyWakes(): number {
    for (let happened = 0; ; ) {
      const entry = this.#pop();
      if (entry === null) return happened;
      if (entry.run === null) continue;
      this.#nowUs = entry.atUs;
      happened += 1;
      entry.run();
      // Events that only schedule each other never wake anybody: runUntil() counts them.
      if (entry.wakes || happened >= MOST_EVENTS) return happened;
    }
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

/**
 * Turns of the event loop. One ends only when no promise has anything left to do, which nothing else tells: however
 * long a chain of promises is, it runs to its end before the next turn begins.
 */

// Where there is setImmediate() it costs least; elsewhere a message to oneself, which unlike a timer is not held back.
// Declared here, since no library of types has both.
declare const setImmediate: ((run: () => void) => unknown) | undefined;
declare const MessageChannel: new () => {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: null): void };
};

let waiting: (() => void)[] = [];

/** Settles in the next turn. All who wait share it. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) inNextTurn(release);
  });
}

function release(): void {
  const released = waiting;
  waiting = [];
  for (const resolve of released) resolve();
}

const inNextTurn: (run: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : messages(release);

function messages(run: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = run;
  return () => port2.postMessage(null);
}

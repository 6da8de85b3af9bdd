/** Waiting for something that may end early: every wait hangs on an AbortSignal whose reason is an Unavailable. */
import { Unavailable } from "../errors.ts";

/** The reason of an aborted signal as an Unavailable; whatever else a caller gave as reason becomes its text. */
export function unavailableReason(signal: AbortSignal): Unavailable {
  const reason: unknown = signal.reason;
  if (reason instanceof Unavailable) return reason;
  const text = reason instanceof Error && reason.name !== "AbortError" ? `: ${reason.message}` : "";
  return new Unavailable(`cancelled${text}`, { cause: reason });
}

/** Settles as `promise` does, or rejects with the signal's reason once the signal is aborted, also if it was before. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // It may be rejected when nobody waits for it any more.
  promise.catch(() => {});
  if (signal.aborted) throw unavailableReason(signal);
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = (): void => reject(unavailableReason(signal));
  });
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** A promise that somebody else settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

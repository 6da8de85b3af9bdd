/** How a step of a lookup can end. A list: first how it ended, then how else it could have where Go races with itself. */
import type { GoError } from "./errors.ts";

export type End<T> = { readonly kind: "ok"; readonly value: T } | FailedEnd;

export interface FailedEnd {
  readonly kind: "failed";
  readonly error: GoError;
}

/** Never empty. */
export type Ends<T> = readonly End<T>[];

export function ok<T>(value: T): End<T> {
  return { kind: "ok", value };
}

export function failed(error: GoError): FailedEnd {
  return { kind: "failed", error };
}

/** The same ends with other values. */
export function mapEnds<T, U>(ends: Ends<T>, change: (value: T) => U): Ends<U> {
  return ends.map((end) => (end.kind === "ok" ? ok(change(end.value)) : end));
}

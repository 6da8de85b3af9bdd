/** One error class for everything that a person must be told: what failed, where, why, what to do. */
import type { Place } from "./scenario/scenario.ts";

/** "usage": wrong call or file (exit 2). "environment": cannot run here (exit 3). */
export type FailureCode = "usage" | "environment";

export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  readonly place: Place | null;
  /** What the person can do about it. */
  readonly advice: string | null;

  constructor(
    code: FailureCode,
    message: string,
    details: { readonly place?: Place; readonly advice?: string; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.place = details.place ?? null;
    this.advice = details.advice ?? null;
  }
}

/** One error class for everything that a person must be told: what failed, where, why, what to do. */

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

/** A place in a scenario file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something could not be observed; the reason goes into the cell. Never a reason to guess. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

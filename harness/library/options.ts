/** Options that a program hands over: what is no option, or has no such value, is refused when it runs, not only by types. */
import { inspect } from "node:util";
import { Failure } from "../errors.ts";
import { didYouMean } from "../yaml/did-you-mean.ts";
import { printable, shown } from "../yaml/shown.ts";

/** What an option's value has to be. */
export interface OptionCheck {
  /** Words that end "expected …". */
  readonly expected: string;
  holds(value: unknown): boolean;
}

/** One of a few words. */
export function oneOf(words: readonly string[]): OptionCheck {
  return {
    expected: words.map((word) => JSON.stringify(word)).join(", "),
    holds: (value) => words.some((word) => word === value),
  };
}

export function wholeNumber(least: number): OptionCheck {
  return {
    expected: `a whole number from ${least}`,
    holds: (value) => Number.isInteger(value) && Number(value) >= least,
  };
}

export const listOfTexts: OptionCheck = {
  expected: "a list of texts",
  holds: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
};

export const aFunction: OptionCheck = {
  expected: "a function",
  holds: (value) => typeof value === "function",
};

export const anAbortSignal: OptionCheck = {
  expected: "an AbortSignal",
  holds: (value) => value instanceof AbortSignal,
};

/**
 * Holds options against what there is; undefined counts as not given.
 * @param of the function that they are for, as callers know it
 * @throws Failure "usage" for the first that is wrong
 */
export function checkOptions(
  of: string,
  options: object,
  checks: Readonly<Record<string, OptionCheck>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      throw new Failure(
        "usage",
        `${of} has no option ${shown(name)}${didYouMean(name, Object.keys(checks))}`,
        {
          advice: `there are ${Object.keys(checks).join(", ")}`,
        },
      );
    }
    if (value !== undefined && !check.holds(value)) {
      throw new Failure("usage", `${name} is ${inspected(value)}; expected ${check.expected}`);
    }
  }
}

function inspected(value: unknown): string {
  return typeof value === "string"
    ? shown(value)
    : printable(inspect(value, { breakLength: Infinity, depth: 1 }));
}

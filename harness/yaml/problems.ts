/** What is wrong with a file, told all at once. */

import type { Place } from "../errors.ts";
import { Failure } from "../errors.ts";
import { printable } from "./shown.ts";

export interface Problem {
  readonly place: Place;
  readonly message: string;
}

const MOST_TOLD = 50;

/** A usage Failure that keeps its single problems, each with its own place; `place` is that of the first. */
export class ProblemsFailure extends Failure {
  readonly problems: readonly Problem[];

  /** `problems` must not be empty. They are told in the order of files and lines. */
  constructor(problems: readonly Problem[], cause?: unknown) {
    const ordered = [...problems].sort(byPlace);
    const first = ordered[0];
    super("usage", summary(ordered), {
      ...(first === undefined ? {} : { place: first.place }),
      ...(cause === undefined ? {} : { cause }),
    });
    this.problems = ordered;
  }
}

/** "file:line:column", as editors and terminals understand it. A file may be named anything, also with line ends. */
export function placeText(place: Place): string {
  return `${printable(place.file)}:${place.line}:${place.column}`;
}

function summary(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return "no problem";
  if (problems.length === 1) return first.message;
  const told = problems
    .slice(0, MOST_TOLD)
    .map((problem) => `  ${placeText(problem.place)}: ${problem.message}`);
  const rest = problems.length - told.length;
  return [`${problems.length} problems`, ...told, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join("\n");
}

function byPlace(left: Problem, right: Problem): number {
  const files = left.place.file < right.place.file ? -1 : left.place.file > right.place.file ? 1 : 0;
  return files || left.place.line - right.place.line || left.place.column - right.place.column;
}

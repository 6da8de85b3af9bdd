/** A cell that is not as its scenario expects, as the error of a test: a diff, who was asked, and the scenario's line. */
import { resolve } from "node:path";
import { causeText } from "../matrix/causes-text.ts";
import { cellMismatch } from "../matrix/cell-mismatch.ts";
import type { KnownCell } from "../matrix/differences.ts";
import type { ReportExpectation } from "../matrix/report-data.ts";
import type { CellExpectation } from "../scenario/scenario.ts";
import { askedLines, formatDuration } from "../trace/trace-text.ts";
import type { Outcome } from "../world/world.ts";

/** Fields of an expectation in the order in which they are told. */
const FIELDS = ["error", "never", "addresses", "text", "canonicalName", "asks", "mode"] as const;
type Field = (typeof FIELDS)[number];

/** Test runners show `expected` and `actual` as a diff, and the code where the stack points: the scenario's line. */
export class ScenarioMismatch extends Error {
  override readonly name = "ScenarioMismatch";
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(message: string, place: Pick<ReportExpectation, "file" | "line">, diff?: Diff) {
    super(message);
    this.expected = diff?.expected;
    this.actual = diff?.actual;
    this.stack = `${this.name}: ${message}\n    at ${resolve(place.file)}:${place.line}:1`;
  }
}

interface Diff {
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The error for a cell whose expectation does not hold. */
export function cellError(
  unmet: ReportExpectation,
  expected: CellExpectation | null,
  cell: KnownCell,
): ScenarioMismatch {
  const lines = [
    unmet.message,
    ...(isTold(cell.outcome, unmet.message) ? [] : [`got ${outcomeText(cell.outcome)}`]),
    `${cell.evidence} in ${formatDuration(cell.elapsedMs)}`,
    ...(cell.cause === undefined ? [] : [`because: ${causeText(cell.cause)}`]),
    ...askedLines(cell.trace, cell.traceOmitted),
    `expected in ${unmet.file}:${unmet.line}`,
  ];
  return new ScenarioMismatch(
    lines.join("\n"),
    unmet,
    expected === null ? undefined : fieldsDiff(expected, cell),
  );
}

/** Fields that hold are the same on both sides, also where the scenario says it in other words than the resolver. */
function fieldsDiff(expected: CellExpectation, cell: KnownCell): Diff {
  const fields = FIELDS.filter((field) => expected[field] !== undefined);
  return {
    expected: Object.fromEntries(fields.map((field) => [field, expected[field]])),
    actual: Object.fromEntries(
      fields.map((field) => [field, holds(field, expected, cell) ? expected[field] : got(field, cell)]),
    ),
  };
}

function holds(field: Field, expected: CellExpectation, cell: KnownCell): boolean {
  const { key, target, place, places } = expected;
  return cellMismatch({ key, target, place, places, [field]: expected[field] }, cell) === null;
}

function got(field: Field, { outcome, trace, mode }: KnownCell): unknown {
  const answered = outcome.kind === "answer";
  const brief = outcome.kind === "error" ? outcome.code : outcome.kind;
  switch (field) {
    case "error":
      return brief;
    case "never":
      return outcome.kind === "never" ? true : brief;
    case "addresses":
      return answered ? outcome.addresses : brief;
    case "text":
      return outcome.kind === "error" ? outcome.text : brief;
    case "canonicalName":
      return answered ? (outcome.canonicalName ?? "") : brief;
    case "asks":
      return [...new Set(trace.map(({ server }) => server))];
    case "mode":
      return mode?.order;
  }
}

/** Whether the expectation's own message says what was got. */
function isTold(outcome: Outcome, message: string): boolean {
  if (outcome.kind === "answer") return message.includes(`got ${outcome.addresses.join(" ")}`);
  return outcome.kind === "error" && message.includes(`got ${outcome.code}`);
}

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === "answer") return `answer: ${outcome.addresses.join(" ") || "no address"}`;
  if (outcome.kind === "never") return `no end: ${outcome.because}`;
  return `error: ${outcome.code} (${outcome.class}) "${outcome.text}"`;
}

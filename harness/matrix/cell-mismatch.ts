/** One cell against what is expected of it. */

import { normalisePorts } from "../resolvers/go/index.ts";
import type { CellExpectation, ExpectationField } from "../scenario/scenario.ts";
import type { Outcome } from "../world/world.ts";
import type { KnownCell } from "./differences.ts";

export interface Mismatch {
  readonly field: ExpectationField;
  readonly message: string;
}

/**
 * The first field that does not hold, or null. Where a resolver races with itself, one of its outcomes must
 * fulfil all fields. `mode` speaks of Go cells only.
 */
export function cellMismatch(expected: CellExpectation, cell: KnownCell): Mismatch | null {
  const outcomes = [cell.outcome, ...cell.alternatives];
  const fulfilled = outcomes.some((outcome) => outcomeMismatch(expected, outcome) === null);
  const inOutcome = fulfilled ? null : outcomeMismatch(expected, cell.outcome);
  return (
    inOutcome ??
    earlierMismatch(expected, cell) ??
    asksMismatch(expected, cell) ??
    modeMismatch(expected, cell)
  );
}

function outcomeMismatch(expected: CellExpectation, outcome: Outcome): Mismatch | null {
  const { error, addresses, text, canonicalName } = expected;
  const got = told(outcome);
  if (expected.never === true && outcome.kind !== "never") {
    return { field: "never", message: `expected the lookup not to come back, got ${got}` };
  }
  if (error !== undefined && !isError(error, outcome)) {
    return { field: "error", message: `expected ${error === "answer" ? "an answer" : error}, got ${got}` };
  }
  if (addresses !== undefined && !isAnswer(addresses, outcome)) {
    return { field: "addresses", message: `expected ${list(addresses)}, got ${got}` };
  }
  if (text !== undefined && !(outcome.kind === "error" && sameText(outcome.text, text))) {
    return { field: "text", message: `expected the text "${text}", got ${got}` };
  }
  if (
    canonicalName !== undefined &&
    !(outcome.kind === "answer" && outcome.canonicalName === canonicalName)
  ) {
    const name = outcome.kind === "answer" ? `"${outcome.canonicalName ?? ""}"` : got;
    return { field: "canonicalName", message: `expected the canonical name "${canonicalName}", got ${name}` };
  }
  return null;
}

/** "answer", or an error's code, class, or part of its text. */
function isError(expected: string, outcome: Outcome): boolean {
  if (outcome.kind === "answer") return expected === "answer";
  if (expected === "answer" || outcome.kind === "never") return false;
  return outcome.code === expected || outcome.class === expected || outcome.text.includes(expected);
}

function isAnswer(addresses: readonly string[], outcome: Outcome): boolean {
  return outcome.kind === "answer" && outcome.addresses.join(" ") === addresses.join(" ");
}

function sameText(got: string, expected: string): boolean {
  return normalisePorts(got) === normalisePorts(expected);
}

function earlierMismatch({ earlier }: CellExpectation, { earlier: got = [] }: KnownCell): Mismatch | null {
  if (earlier === undefined) return null;
  if (earlier.length !== got.length) {
    return {
      field: "earlier",
      message: `expected ${earlier.length} earlier lookups, there were ${got.length}`,
    };
  }
  for (const [index, { error, addresses }] of earlier.entries()) {
    const outcome = got[index];
    if (outcome === undefined) continue;
    const wanted = error ?? list(addresses ?? []);
    const holds =
      (error === undefined || isError(error, outcome)) &&
      (addresses === undefined || isAnswer(addresses, outcome));
    if (!holds) {
      const message = `expected earlier lookup ${index + 1} to come to ${wanted}, it came to ${told(outcome)}`;
      return { field: "earlier", message };
    }
  }
  return null;
}

function asksMismatch({ asks }: CellExpectation, cell: KnownCell): Mismatch | null {
  if (asks === undefined) return null;
  const asked = [...new Set(cell.trace.map(({ server }) => server))];
  if (asked.join(" ") === asks.join(" ")) return null;
  return { field: "asks", message: `expected to ask ${list(asks)}, asked ${list(asked)}` };
}

function modeMismatch({ mode }: CellExpectation, cell: KnownCell): Mismatch | null {
  if (mode === undefined || cell.mode === undefined || cell.mode.order === mode) return null;
  return {
    field: "mode",
    message: `expected a cgo build to choose ${mode}, it chooses ${cell.mode.order} (${cell.mode.because})`,
  };
}

function told(outcome: Outcome): string {
  switch (outcome.kind) {
    case "answer":
      return list(outcome.addresses);
    case "never":
      return `no end: the lookup never returns (${outcome.because})`;
    case "error":
      return `${outcome.code} "${outcome.text}" (${outcome.class})`;
  }
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(" ");
}

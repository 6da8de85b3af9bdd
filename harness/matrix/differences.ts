/** What two cells show of each other: one verdict, under which a difference counts once, and why. */

import type { Verdict } from "../scenario/scenario.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Outcome } from "../world/world.ts";
import type { ReportCell } from "./report-data.ts";
import { compareSeverity } from "./verdict.ts";
import { waitedMs } from "./waited.ts";

export interface Difference {
  readonly verdict: Verdict;
  readonly why: string;
}

/** Resolvers wait in whole seconds, and retry within them at the earliest after half a second with ordinary options. */
const LATENCY_DIFFERENCE_MS = 500;
/** Of a list of questions or addresses, as many as a person reads in one line. */
const MAX_LISTED = 4;

/** A cell that was observed or emulated. */
export type KnownCell = ReportCell & { readonly outcome: Outcome };

export function isKnown(cell: ReportCell): cell is KnownCell {
  return cell.outcome !== undefined;
}

/**
 * Compares two cells. The outcome weighs most; where outcomes agree, what was asked; then how long it took.
 * Outcomes of a resolver that races with itself count as different only if none of them matches.
 * Canonical names and the texts of errors are not compared: every libc words its own.
 */
export function differenceOf(left: KnownCell, right: KnownCell): Difference {
  const outcomes = lightest(
    possibleOutcomes(left).flatMap((l) =>
      possibleOutcomes(right).map((r) => outcomeDifference(l, r, left.resolver, right.resolver)),
    ),
  );
  const before = earlierDifference(left, right);
  const isBeforeHeavier =
    before !== null && (outcomes === null || compareSeverity(before.verdict, outcomes.verdict) > 0);
  const heaviest = isBeforeHeavier ? before : outcomes;
  if (heaviest !== null && heaviest.verdict !== "agree") return heaviest;
  return (
    wireDifference(left, right) ??
    latencyDifference(left, right) ?? { verdict: "agree", why: bothTold(left.outcome) }
  );
}

/** What the lookups that the same process made before differ in. */
function earlierDifference(left: KnownCell, right: KnownCell): Difference | null {
  const pairs = (left.earlier ?? []).flatMap((one, index) => {
    const other = right.earlier?.[index];
    return other === undefined ? [] : [outcomeDifference(one, other, left.resolver, right.resolver)];
  });
  return pairs.reduce<Difference | null>(
    (worst, next) => (worst === null || compareSeverity(next.verdict, worst.verdict) > 0 ? next : worst),
    null,
  );
}

function possibleOutcomes(cell: KnownCell): readonly Outcome[] {
  return [cell.outcome, ...cell.alternatives];
}

function lightest(differences: readonly Difference[]): Difference | null {
  const [first = null, ...rest] = differences;
  return rest.reduce(
    (least, next) => (least !== null && compareSeverity(next.verdict, least.verdict) >= 0 ? least : next),
    first,
  );
}

function outcomeDifference(left: Outcome, right: Outcome, leftName: string, rightName: string): Difference {
  const both = `${leftName} ${told(left)}, ${rightName} ${told(right)}`;
  if (left.kind !== right.kind) return { verdict: "outcome", why: both };
  if (left.kind === "error" && right.kind === "error") {
    const same = left.class === right.class;
    return { verdict: same ? "agree" : "error-kind", why: both };
  }
  if (left.kind === "answer" && right.kind === "answer") {
    const onlyLeft = missingFrom(right.addresses, left.addresses);
    const onlyRight = missingFrom(left.addresses, right.addresses);
    if (onlyLeft.length + onlyRight.length > 0) {
      return { verdict: "addresses", why: onlySides(leftName, onlyLeft, rightName, onlyRight, "has") };
    }
    if (!sameSequence(left.addresses, right.addresses)) return { verdict: "order", why: both };
  }
  return { verdict: "agree", why: both };
}

/**
 * Different questions, or other servers. How often a question is repeated, in which order, and whether it carries
 * EDNS is in the trace but no difference of its own: every resolver has its own manners there.
 */
function wireDifference(left: KnownCell, right: KnownCell): Difference | null {
  const leftAsks = questions(left.trace);
  const rightAsks = questions(right.trace);
  const onlyLeft = missingFrom(rightAsks, leftAsks);
  const onlyRight = missingFrom(leftAsks, rightAsks);
  if (onlyLeft.length + onlyRight.length === 0) return null;
  return { verdict: "wire", why: onlySides(left.resolver, onlyLeft, right.resolver, onlyRight, "asks") };
}

function questions(trace: readonly TraceEvent[]): readonly string[] {
  const all = trace.map(
    ({ server, transport, name, type }) =>
      `${server}${transport === "tcp" ? " over TCP" : ""} for ${name.toLowerCase()} ${type}`,
  );
  return [...new Set(all)];
}

function latencyDifference(left: KnownCell, right: KnownCell): Difference | null {
  if (Math.abs(waitedMs(left) - waitedMs(right)) < LATENCY_DIFFERENCE_MS) return null;
  const times = [left, right].map(
    ({ resolver, elapsedMs }) => `${resolver} takes ${(elapsedMs / 1000).toFixed(1)} s`,
  );
  return { verdict: "latency", why: times.join(", ") };
}

/** An outcome in a few words, behind a resolver's name. */
function told(outcome: Outcome): string {
  if (outcome.kind === "never") return `never returns (${outcome.because})`;
  return outcome.kind === "answer" ? `answers ${detail(outcome)}` : `fails with ${detail(outcome)}`;
}

function bothTold(outcome: Outcome): string {
  if (outcome.kind === "never") return "both never return";
  return outcome.kind === "answer" ? `both answer ${detail(outcome)}` : `both fail with ${detail(outcome)}`;
}

function detail(outcome: Exclude<Outcome, { readonly kind: "never" }>): string {
  return outcome.kind === "answer" ? listed(outcome.addresses) : `${outcome.code} (${outcome.class})`;
}

function onlySides(
  leftName: string,
  onlyLeft: readonly string[],
  rightName: string,
  onlyRight: readonly string[],
  verb: string,
): string {
  const sides = [
    onlyLeft.length > 0 ? `only ${leftName} ${verb} ${listed(onlyLeft)}` : "",
    onlyRight.length > 0 ? `only ${rightName} ${verb} ${listed(onlyRight)}` : "",
  ];
  return sides.filter((side) => side !== "").join(", ");
}

function listed(items: readonly string[]): string {
  if (items.length === 0) return "nothing";
  const rest = items.length - MAX_LISTED;
  return items.slice(0, MAX_LISTED).join(" ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** Items of `candidates` that `present` lacks. */
function missingFrom(present: readonly string[], candidates: readonly string[]): readonly string[] {
  const known = new Set(present);
  return candidates.filter((candidate) => !known.has(candidate));
}

function sameSequence(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

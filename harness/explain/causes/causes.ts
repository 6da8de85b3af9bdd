/**
 * Why a cell fails or differs. The rows are asked in an order: what keeps a resolver from asking at all comes before what
 * servers reply. A row counts only where the cell itself shows the effect; a cell that does not takes the cause of the
 * cells that it differs from, and where none of them shows any there is none.
 */
import { comparedPlaces, placeKey } from "../../matrix/cell-place.ts";
import type { JudgedCell } from "../../matrix/parts.ts";
import type { ReportCause, ReportCell, ReportComparison } from "../../matrix/report-data.ts";
import { CANDIDATE_CAUSES } from "./candidate-causes.ts";
import type { CauseRule } from "./cause-rule.ts";
import { CONF_CAUSES } from "./conf-causes.ts";
import { type Facts, factsOf } from "./facts.ts";
import { FAMILY_CAUSES } from "./family-causes.ts";
import { HOST_CAUSES } from "./host-causes.ts";
import { LAST_CAUSES } from "./last-causes.ts";
import { NAME_CAUSES } from "./name-causes.ts";
import { REPLY_CAUSES } from "./reply-causes.ts";
import { SEARCH_CAUSES } from "./search-causes.ts";
import { SERVERS_CAUSES } from "./servers-causes.ts";
import { SOURCE_CAUSES } from "./source-causes.ts";
import { TRUNCATION_CAUSES } from "./truncation-causes.ts";

const EARLY: readonly CauseRule[] = [
  ...HOST_CAUSES,
  ...NAME_CAUSES,
  ...SOURCE_CAUSES,
  ...CONF_CAUSES,
  ...SEARCH_CAUSES,
  ...TRUNCATION_CAUSES,
  ...CANDIDATE_CAUSES,
  ...SERVERS_CAUSES,
  ...FAMILY_CAUSES,
  ...REPLY_CAUSES,
];

/** All of them. */
export const CAUSES: readonly CauseRule[] = [...EARLY, ...LAST_CAUSES];

/** The cells of one scenario, each that fails or differs with its cause where one is found. In their order. */
export function withCauses(
  judged: readonly JudgedCell[],
  comparisons: readonly ReportComparison[],
): readonly ReportCell[] {
  const neighbours = differingNeighbours(comparisons);
  // What answers as all others do neither needs a cause nor has one to give.
  const known = judged.flatMap((one) => {
    const key = placeKey(one.cell);
    const { outcome } = one.cell;
    const asks = outcome !== undefined && (outcome.kind !== "answer" || neighbours.has(key));
    return asks ? [{ key, facts: factsOf(one) }] : [];
  });
  const found = new Map<string, ReportCause>();
  for (const { key, facts } of known) {
    const cause = causeAmong(EARLY, facts);
    if (cause !== null) found.set(key, cause);
  }
  spread(found, neighbours);
  for (const { key, facts } of known) {
    const cause = found.has(key) ? null : causeAmong(LAST_CAUSES, facts);
    if (cause !== null) found.set(key, cause);
  }
  spread(found, neighbours);
  return judged.map(({ cell }) => {
    const key = placeKey(cell);
    const cause = found.get(key);
    const failed = cell.outcome !== undefined && cell.outcome.kind !== "answer";
    return cause === undefined || !(failed || neighbours.has(key)) ? cell : { ...cell, cause };
  });
}

/** Gives cells without a cause that of the nearest cell that they differ from. */
function spread(found: Map<string, ReportCause>, neighbours: ReadonlyMap<string, readonly string[]>): void {
  let reached: (readonly [string, ReportCause])[] = [...found];
  while (reached.length > 0) {
    const next = new Map<string, ReportCause>();
    for (const [key, cause] of reached) {
      for (const other of neighbours.get(key) ?? []) {
        if (!found.has(other) && !next.has(other)) next.set(other, cause);
      }
    }
    reached = [...next];
    for (const [key, cause] of reached) found.set(key, cause);
  }
}

function causeAmong(rules: readonly CauseRule[], facts: Facts): ReportCause | null {
  const rule = rules.find(({ shows }) => shows(facts));
  if (rule === undefined) return null;
  const { id, text, scenario, reference } = rule;
  return { id, text, scenario, reference };
}

function differingNeighbours(
  comparisons: readonly ReportComparison[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (from: string, to: string) => {
    const known = found.get(from);
    if (known === undefined) found.set(from, [to]);
    else known.push(to);
  };
  for (const comparison of comparisons) {
    if (comparison.verdict === "agree") continue;
    const [left, right] = comparedPlaces(comparison).map(placeKey);
    if (left === undefined || right === undefined) continue;
    add(left, right);
    add(right, left);
  }
  return found;
}

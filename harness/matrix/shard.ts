/** Splits a run over several machines: whole scenarios, balanced by expected waiting time. */
import type { Plan } from "./plan.ts";

/** Part `index` (from 1) of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What a cell costs besides waiting, in milliseconds: about one lookup in a lab that is up. */
const CELL_COST_MS = 20;

/**
 * The part of the plan that one machine runs. A scenario stays whole, since its cells are compared with each
 * other. The longest scenario goes first to the lightest shard (LPT rule); the same plan always splits alike.
 */
export function takeShard(plan: Plan, shard: Shard): Plan {
  const costsMs = scenarioCostsMs(plan);
  const costOf = (id: string): number => costsMs.get(id) ?? 0;
  // A stable sort: scenarios that cost the same stay in the plan's order.
  const heaviestFirst = plan.scenarios.map(({ id }) => id).toSorted((a, b) => costOf(b) - costOf(a));
  const loadsMs = Array.from({ length: shard.count }, () => 0);
  const mine = new Set<string>();
  for (const id of heaviestFirst) {
    const lightest = loadsMs.indexOf(Math.min(...loadsMs));
    loadsMs[lightest] = (loadsMs[lightest] ?? 0) + costOf(id);
    if (lightest === shard.index - 1) mine.add(id);
  }
  const cells = plan.cells.filter(({ scenario }) => mine.has(scenario.id));
  return {
    scenarios: plan.scenarios.filter(({ id }) => mine.has(id)),
    cells,
    images: [...new Set(cells.map(({ image }) => image))],
    whole: plan.whole,
  };
}

function scenarioCostsMs(plan: Plan): ReadonlyMap<string, number> {
  const costsMs = new Map<string, number>();
  for (const { scenario, expectedWaitMs } of plan.cells) {
    costsMs.set(scenario.id, (costsMs.get(scenario.id) ?? 0) + expectedWaitMs + CELL_COST_MS);
  }
  return costsMs;
}

/** Who looks the name up in each Go version, and why. */

import { groupBuilds } from "../readings/go-versions.ts";
import { chooseMode, type GoBuild, type PlannedLookup } from "../resolvers/go/index.ts";
import type { World } from "../world/world.ts";
import type { ModeGroup } from "./explanation.ts";

/**
 * Decides for every build; those that decide alike for the same reason are one group.
 * @param plans what each build would ask: without an order there is nothing to decide
 */
export async function modeGroups(
  plans: readonly (readonly [GoBuild, PlannedLookup])[],
  world: World,
  name: string,
): Promise<readonly ModeGroup[]> {
  const modes: (readonly [GoBuild, ModeGroup["decision"]])[] = [];
  for (const [build, { order }] of plans) {
    modes.push([build, order === null ? null : await decisionOf(build, world, name)]);
  }
  const groups = groupBuilds(modes, (decision) =>
    decision === null ? null : [decision.order, decision.because, decision.rule, decision.pureOrder],
  );
  return groups.map(({ label, value }) => ({ go: label, decision: value }));
}

async function decisionOf(build: GoBuild, world: World, name: string): Promise<ModeGroup["decision"]> {
  const { order, because, rule, pureOrder } = await chooseMode(build, world, name);
  return { order, because, rule: rule.id, upstream: rule.upstream, pureOrder };
}

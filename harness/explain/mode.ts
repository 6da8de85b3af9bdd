/** Who looks the name up in each Go version, and why. */

import { groupBuilds } from "../readings/go-versions.ts";
import { chooseMode, type GoBuild, isDecided } from "../resolvers/go/index.ts";
import type { World } from "../world/world.ts";
import type { ModeGroup } from "./explanation.ts";

/** Decides for every build; those that decide alike for the same reason are one group. */
export async function modeGroups(
  builds: readonly GoBuild[],
  world: World,
  name: string,
): Promise<readonly ModeGroup[]> {
  const modes: (readonly [GoBuild, ModeGroup["decision"]])[] = [];
  for (const build of builds) {
    modes.push([build, isDecided(build, name) ? await decisionOf(build, world, name) : null]);
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

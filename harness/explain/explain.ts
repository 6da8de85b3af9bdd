/** Explains one name in one setting: who looks it up, what the files say, what is asked, where resolvers part. */

import { versionList } from "../readings/go-versions.ts";
import { effectiveOf } from "../readings/resolv-conf.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import type { Source } from "../settings/source.ts";
import type { Lookup } from "../world/world.ts";
import { circumstancesOf } from "./circumstances.ts";
import { configurationOf } from "./configuration.ts";
import { differencesOf } from "./differences.ts";
import type { Explanation } from "./explanation.ts";
import { modeGroups } from "./mode.ts";
import { questionGroups } from "./questions.ts";

/** @param builds at least one, oldest first */
export async function explain(
  source: Source,
  lookup: Lookup,
  builds: readonly GoBuild[],
): Promise<Explanation> {
  const { world, setting } = source;
  const circumstances = await circumstancesOf(source, lookup, builds);
  return {
    version: 1,
    name: lookup.name,
    family: lookup.family,
    go: versionList(builds),
    setting,
    hostname: world.hostname,
    env: world.env,
    modes: await modeGroups(circumstances.plans, world, lookup.name),
    configuration: configurationOf(circumstances, source),
    effective: effectiveOf(circumstances.confs),
    questions: questionGroups(circumstances.plans),
    differences: differencesOf(circumstances),
  };
}

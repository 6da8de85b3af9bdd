/** Explains one name in one setting: who looks it up, what the files say, what is asked, where resolvers part. */

import { confsOf } from "../readings/conf-of.ts";
import { versionList } from "../readings/go-versions.ts";
import { effectiveOf } from "../readings/resolv-conf.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import type { Source } from "../settings/source.ts";
import type { Lookup } from "../world/world.ts";
import { configurationOf, contentsOf } from "./configuration.ts";
import { agreementsOf, differencesOf } from "./differences.ts";
import type { Explanation } from "./explanation.ts";
import { modeGroups } from "./mode.ts";
import { probesOf } from "./probes/probes.ts";
import { questionGroups } from "./questions.ts";
import { verdictsOf } from "./verdict.ts";
import { versionPictures } from "./versions.ts";

/** @param builds at least one, oldest first */
export async function explain(
  source: Source,
  lookup: Lookup,
  builds: readonly GoBuild[],
): Promise<Explanation> {
  const { world, setting } = source;
  const contents = await contentsOf(world);
  const confs = confsOf(world, contents.resolvConf, builds);
  const probes = await probesOf(source, lookup, builds, confs);
  return {
    version: 2,
    name: lookup.name,
    family: lookup.family,
    go: versionList(builds),
    setting,
    hostname: world.hostname,
    env: world.env,
    servers: probes.servers,
    verdicts: verdictsOf(probes),
    modes: await modeGroups(builds, world, lookup.name),
    configuration: configurationOf(contents, confs, source, lookup, builds),
    effective: effectiveOf(confs),
    questions: questionGroups(probes),
    differences: differencesOf(probes),
    agreements: agreementsOf(probes),
    versions: versionPictures(probes),
  };
}

/** One point at which resolvers part, and when it is worth telling. */

import { goLabel } from "../../readings/go-versions.ts";
import { agreements, type PerReader } from "../../readings/readings.ts";
import { type Features, featuresOf, type GoBuild, type PlannedLookup } from "../../resolvers/go/index.ts";
import type { Circumstances } from "../circumstances.ts";
import type { Difference } from "../explanation.ts";

export type Side = Difference["sides"][number];

export interface DifferenceRule extends Omit<Difference, "sides"> {
  /** Who does what under these circumstances; null where nothing parts. */
  readonly tell: (circumstances: Circumstances) => readonly Side[] | null;
}

export function side(who: string, does: string): Side {
  return { who, does };
}

/** One side per group of Go builds that do the same; `some` of them where it concerns no others. */
export function goSides(
  builds: readonly GoBuild[],
  does: (features: Features, build: GoBuild) => string,
  some: (build: GoBuild) => boolean = () => true,
): readonly Side[] {
  const groups = new Map<string, GoBuild[]>();
  for (const build of builds.filter(some)) {
    const what = does(featuresOf(build), build);
    groups.set(what, [...(groups.get(what) ?? []), build]);
  }
  return [...groups].map(([what, group]) => side(goLabel(group, builds), what));
}

/** One side per group of readers that do the same; null where all do. */
export function sidesOf(readers: PerReader<string>): readonly Side[] | null {
  const groups = agreements(readers);
  return groups.length < 2 ? null : groups.map(({ readers: who, value }) => side(who, value));
}

/** What ends a build's own lookup before a question is asked, or null. */
export function endOf({ plans }: Circumstances, build: GoBuild): PlannedLookup["endsWith"] {
  return plans.find(([other]) => other === build)?.[1].endsWith ?? null;
}

/** The order of the build's own resolver; null where there is nothing to decide. */
export function orderOf({ plans }: Circumstances, build: GoBuild): PlannedLookup["order"] {
  return plans.find(([other]) => other === build)?.[1].order ?? null;
}

/** Whether Go's own resolver asks DNS in any version. */
export function asksDns({ plans }: Circumstances): boolean {
  return plans.some(([, { endsWith }]) => endsWith === null);
}

/** Whether A and AAAA are both asked. */
export function asksBoth(circumstances: Circumstances): boolean {
  return asksDns(circumstances) && circumstances.lookup.family === "ip";
}

export function isRooted({ lookup }: Circumstances): boolean {
  return lookup.name.endsWith(".");
}

export function dotsOf({ lookup }: Circumstances): number {
  return lookup.name.split(".").length - 1;
}

/** In a few lines: who fails where others find the name, since when and why. */

import type { Model } from "../resolvers/models.ts";
import type { Verdict } from "./explanation.ts";
import type { Boundary } from "./probes/causes.ts";
import { labelOf } from "./probes/labels.ts";
import type { Probe } from "./probes/probe.ts";
import type { Probes } from "./probes/probes.ts";

/** One line per group of releases that fail, first those that always do. Empty: nobody fails where another does not. */
export function verdictsOf(probes: Probes): readonly Verdict[] {
  const { own, answered, others, silent, missing, heeding } = probes;
  const here = own ?? answered;
  const certain = failures(here, probes, null);
  const lost = new Set(here.sides.filter(({ found }) => !found).flatMap(({ models }) => models));
  const among = new Set([...heeding].filter((model) => certain.length === 0 || !lost.has(model)));
  const possible = [...(own === null ? [] : [answered]), missing, ...others, silent].flatMap((one) =>
    failures(one, probes, among),
  );
  return together([...certain, ...possible]);
}

/** @param among those that are looked at, to whom replies make the difference; null: all, for certain */
function failures(
  { behaviour, sides, boundaries }: Probe,
  { population }: Probes,
  among: ReadonlySet<Model> | null,
): readonly Verdict[] {
  if (!sides.some(({ found }) => found)) return [];
  const found = new Set(sides.filter((side) => side.found).flatMap(({ models }) => models));
  return (["go", "musl", "glibc"] as const).flatMap((family) => {
    const failing = population.filter(
      (model) => model.family === family && !found.has(model) && (among === null || among.has(model)),
    );
    if (failing.length === 0) return [];
    const does = sides
      .filter((side) => !side.found && side.models.some((model) => failing.includes(model)))
      .map((side) => side.does);
    return [
      {
        who: labelOf(failing, population),
        certain: among === null,
        when: [behaviour.title],
        does: [...new Set(does)],
        since: boundaries.filter((boundary) => begins(boundary, failing, population)).map(sinceOf),
      },
    ];
  });
}

/** Whether failing begins or ends at the boundary. */
function begins({ line, since }: Boundary, failing: readonly Model[], population: readonly Model[]): boolean {
  const at = population.findIndex((model) => model.line === line && model.label === since);
  const [older, newer] = [population[at - 1], population[at]];
  if (older === undefined || newer === undefined) return false;
  return failing.includes(older) !== failing.includes(newer);
}

function sinceOf({ line, since, changes }: Boundary): Verdict["since"][number] {
  return { since: `${line} ${since}`, changes };
}

/** One for all behaviours that fail the same releases by the same change. */
function together(verdicts: readonly Verdict[]): readonly Verdict[] {
  const groups = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const key = JSON.stringify([verdict.who, verdict.certain]);
    const group = groups.get(key);
    groups.set(key, group === undefined ? verdict : joined(group, verdict));
  }
  return [...groups.values()];
}

function joined(left: Verdict, right: Verdict): Verdict {
  const known = new Set(left.since.map((one) => JSON.stringify(one)));
  return {
    ...left,
    when: [...left.when, ...right.when],
    does: [...new Set([...left.does, ...right.does])],
    since: [...left.since, ...right.since.filter((one) => !known.has(JSON.stringify(one)))],
  };
}

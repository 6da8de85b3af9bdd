/** Where resolvers part: with these files and this name, and depending on what DNS replies. */
import type { Difference } from "./explanation.ts";
import { labelOf } from "./probes/labels.ts";
import type { Probe } from "./probes/probe.ts";
import type { Probes } from "./probes/probes.ts";

/** Those probes in which not all come to the same; first what is certain. */
export function differencesOf(probes: Probes): readonly Difference[] {
  const { own, answered, missing, silent, others } = probes;
  const replies = [...(own === null ? [] : [answered]), missing, ...others, silent];
  return [
    ...differenceOf(own ?? answered, "here"),
    ...replies.flatMap((one) => differenceOf(amongHeeding(one, probes), "reply")),
  ];
}

/** Behaviours of DNS at which all come to the same, by their titles. */
export function agreementsOf(probes: Probes): readonly string[] {
  const { missing, others, silent } = probes;
  return [missing, ...others, silent]
    .map((one) => amongHeeding(one, probes))
    .filter(({ sides }) => sides.length === 1)
    .map(({ behaviour, sides: [side] }) => `${behaviour.title} (${side?.does ?? ""})`);
}

/** What DNS replies concerns only those to whom it makes a difference; the others were told with what is certain. */
function amongHeeding({ behaviour, sides, boundaries }: Probe, { population, heeding }: Probes): Shown {
  return {
    behaviour,
    boundaries,
    sides: sides.flatMap((side) => {
      const models = side.models.filter((model) => heeding.has(model));
      return models.length === 0 ? [] : [{ ...side, who: labelOf(models, population) }];
    }),
  };
}

type Shown = Pick<Probe, "behaviour" | "sides" | "boundaries">;

function differenceOf(
  { behaviour, sides, boundaries }: Shown,
  kind: Difference["kind"],
): readonly Difference[] {
  if (sides.length < 2) return [];
  return [
    {
      id: behaviour.id,
      kind,
      topic: behaviour.title,
      sides: sides.map(({ who, does, found }) => ({ who, does, found })),
      changes: boundaries.map(({ line, since, changes }) => ({ since: `${line} ${since}`, changes })),
    },
  ];
}

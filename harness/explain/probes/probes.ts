/** All probes of one lookup: where resolvers part, asked of their models. */

import { nameserversOf } from "../../readings/nameservers.ts";
import type { Confs } from "../../readings/resolv-conf.ts";
import type { GoBuild } from "../../resolvers/go/index.ts";
import { goModel, LIBC_MODELS, type Model } from "../../resolvers/models.ts";
import type { Source } from "../../settings/source.ts";
import type { Lookup } from "../../world/world.ts";
import { Models } from "./ask.ts";
import { placeOf } from "./place.ts";
import { type Probe, probe } from "./probe.ts";
import { answered, behavioursOf, missing, silent } from "./servers.ts";
import { displayName } from "./words.ts";

export interface Probes {
  readonly population: readonly Model[];
  /** Releases that come to more than one end: to the others it is all the same what DNS replies. */
  readonly heeding: ReadonlySet<Model>;
  /** Addresses at which DNS was thought to be. */
  readonly servers: readonly string[];
  /** At the scenario's own servers; null without a scenario. */
  readonly own: Probe | null;
  readonly answered: Probe;
  readonly missing: Probe;
  readonly silent: Probe;
  /** The others; none where nobody asks DNS. */
  readonly others: readonly Probe[];
}

/** Runs them. `source.world` is read, nothing is looked up. */
export async function probesOf(
  source: Source,
  lookup: Lookup,
  builds: readonly GoBuild[],
  confs: Confs,
): Promise<Probes> {
  const go = builds.map(goModel);
  const population = [...go, ...LIBC_MODELS];
  const models = new Models(await placeOf(source, lookup, go));
  const servers = nameserversOf(confs);
  const run = (behaviour: Parameters<typeof probe>[1]) => probe(models, behaviour, population);
  const base = await run(missing({ servers }));
  const names = namesAsked(base);
  const isAsked = names.length > 0;
  const { dns } = source.surroundings;
  const others: Probe[] = [];
  if (isAsked) {
    for (const behaviour of behavioursOf({ servers, names, family: lookup.family })) {
      const { title, ...rest } = behaviour;
      others.push(await run({ ...rest, title: displayName(title) }));
    }
  }
  const found = await run(answered({ servers }));
  const mute = await run(silent({ servers }));
  const all = [found, base, ...others, mute];
  return {
    population,
    heeding: new Set(population.filter((model) => endsOf(model, all).size > 1)),
    servers,
    own: dns === null ? null : await run({ id: "own", title: "the scenario's own servers", servers: dns }),
    answered: found,
    missing: base,
    silent: mute,
    others,
  };
}

function endsOf(model: Model, probes: readonly Probe[]): ReadonlySet<string> {
  return new Set(
    probes.flatMap(({ sides }) =>
      sides.filter(({ models }) => models.includes(model)).map(({ does }) => does),
    ),
  );
}

/** In the order in which somebody first asks for them. */
function namesAsked({ results }: Probe): readonly string[] {
  return [...new Set([...results.values()].flatMap(({ trace }) => trace.map(({ name }) => name)))];
}

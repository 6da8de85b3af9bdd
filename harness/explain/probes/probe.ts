/** One behaviour of DNS, and what every release comes to there. */
import type { Model } from "../../resolvers/models.ts";
import type { Models, Result } from "./ask.ts";
import { type Boundary, boundaryOf } from "./causes.ts";
import { labelOf } from "./labels.ts";
import type { Behaviour } from "./servers.ts";
import { answers, wordsOf } from "./words.ts";

/** Releases that come to the same. */
export interface Side {
  /** "musl ≥1.2.1", "glibc, Go". */
  readonly who: string;
  readonly does: string;
  /** Whether the name is found. */
  readonly found: boolean;
  readonly models: readonly Model[];
}

export interface Probe {
  readonly behaviour: Behaviour;
  readonly sides: readonly Side[];
  /** In every line, from the oldest release on. */
  readonly boundaries: readonly Boundary[];
  readonly results: ReadonlyMap<Model, Result>;
}

/** Runs the lookup of every release at these servers. */
export async function probe(
  models: Models,
  behaviour: Behaviour,
  population: readonly Model[],
): Promise<Probe> {
  const results = new Map<Model, Result>();
  for (const model of population) results.set(model, await models.ask(model, behaviour.servers));
  const groups = new Map<string, Model[]>();
  for (const [model, result] of results) {
    const does = wordsOf(result);
    groups.set(does, [...(groups.get(does) ?? []), model]);
  }
  const sides = [...groups].map(([does, members]) => ({
    who: labelOf(members, population),
    does,
    found: members.every((model) => isFound(results.get(model))),
    models: members,
  }));
  return {
    behaviour,
    sides,
    boundaries: await boundariesOf(models, behaviour, population, results),
    results,
  };
}

function isFound(result: Result | undefined): boolean {
  return result !== undefined && answers(result);
}

async function boundariesOf(
  models: Models,
  { servers }: Behaviour,
  population: readonly Model[],
  results: ReadonlyMap<Model, Result>,
): Promise<readonly Boundary[]> {
  const boundaries: Boundary[] = [];
  for (const [index, newer] of population.entries()) {
    const older = population[index - 1];
    if (older === undefined || older.line !== newer.line) continue;
    const [before, after] = [results.get(older), results.get(newer)];
    if (before === undefined || after === undefined || wordsOf(before) === wordsOf(after)) continue;
    boundaries.push(await boundaryOf(models, servers, older, newer));
  }
  return boundaries;
}

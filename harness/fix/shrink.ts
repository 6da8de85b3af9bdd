/** The smallest scenario that still shows a difference: cut after cut is tried on the models, and kept where it does. */
import { parseDocument } from "yaml";
import { Failure } from "../errors.ts";
import type { Catalogue } from "../matrix/plan.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { cutsOf, textOfDocument } from "./cuts.ts";
import { type Difference, differenceOf, shows } from "./difference.ts";
import { runOnModels } from "./trial.ts";

export interface Shrunk {
  readonly text: string;
  readonly scenario: Scenario;
  readonly difference: Difference;
  /** Cuts that were tried. */
  readonly tried: number;
}

/**
 * @param text of the scenario's file; comments and style of what is left stay
 * @param scenario as it was loaded from the text
 * @throws Failure "usage" where the scenario shows no difference and no failure
 */
export async function shrink(
  text: string,
  scenario: Scenario,
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<Shrunk> {
  const hostIds = [...catalogue.hosts, ...(scenario.ownHosts ?? [])].map(({ id }) => id);
  const read = (smaller: string): Scenario | null => {
    try {
      const parsed = parseScenario(smaller, scenario.file, hostIds, scenario.id);
      return scenario.ownHosts === undefined ? parsed : { ...parsed, ownHosts: scenario.ownHosts };
    } catch (error) {
      // Not every cut leaves a scenario.
      if (error instanceof Failure) return null;
      throw error;
    }
  };
  const [shown] = await runOnModels([scenario], catalogue, signal);
  const difference = shown === undefined ? null : differenceOf(shown);
  if (difference === null) {
    throw new Failure("usage", `${scenario.id} shows no difference and no failure on the models`, {
      advice: "run it: what only real code shows cannot be shrunk on models",
    });
  }
  const stillShows = async (smaller: string): Promise<boolean> => {
    const parsed = read(smaller);
    if (parsed === null) return false;
    const [now] = await runOnModels([parsed], catalogue, signal);
    return now !== undefined && shows(now, difference);
  };
  // What is expected of cells that are cut away would not hold.
  let best = withoutExpectations(text);
  let tried = 0;
  const narrowed = narrow(best, difference, scenario);
  if (await stillShows(narrowed)) best = narrowed;
  for (let changed = true; changed; ) {
    changed = false;
    const cuts = cutsOf(best);
    for (let place = 0; place < cuts.length; place++) {
      const smaller = cuts[place]?.(best) ?? null;
      if (smaller === null || smaller.length >= best.length) continue;
      tried++;
      if (!(await stillShows(smaller))) continue;
      best = smaller;
      changed = true;
      // Places behind a cut have moved.
      break;
    }
  }
  const smallest = read(best);
  if (smallest === null) throw new Error("the shrunken scenario cannot be read");
  return { text: best, scenario: smallest, difference, tried };
}

function withoutExpectations(text: string): string {
  const document = parseDocument(text);
  for (const key of ["expect", "known", "control"]) document.delete(key);
  return textOfDocument(document);
}

/** Only the images and Go builds between which it was found. */
function narrow(text: string, { images, resolvers }: Difference, scenario: Scenario): string {
  const document = parseDocument(text);
  if (images.every((image) => scenario.images === null || scenario.images.includes(image))) {
    document.set("images", document.createNode([...images], { flow: true }));
  }
  if (scenario.go === null) {
    const go = resolvers.flatMap((resolver) =>
      resolver.startsWith("go@") ? [resolver.slice("go@".length)] : [],
    );
    document.set("go", document.createNode(go, { flow: true }));
  }
  return textOfDocument(document);
}

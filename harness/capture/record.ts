/**
 * Finds out what servers say to the questions that matter, and to no others: every resolver looks the names up in the
 * simulated world, over the files of the place; a question that the record has no answer for is put to the real server,
 * and the lookups begin anew, until no question is open.
 */
import type { DnsServer } from "../fixture/dns-server.ts";
import type { Model } from "../resolvers/models.ts";
import { createSimulatedWorld } from "../world/simulated.ts";
import type { SimulatedTree } from "../world/simulated-files.ts";
import type { Lookup } from "../world/world.ts";
import { describeServers } from "./describe-servers.ts";
import { type Ask, type Asked, type Heard, questionKey } from "./heard.ts";
import { listen } from "./listen.ts";

/** Where names are looked up. */
export interface Place {
  /** Absolute paths; what is not named is absent. */
  readonly files: SimulatedTree;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly user: number;
  /** Addresses of the nameservers, in order; those that resolvers turn to besides are found. */
  readonly servers: readonly string[];
}

export interface Recording {
  readonly servers: readonly DnsServer[];
  readonly heard: readonly Heard[];
  /** Questions that were never put, as there were too many. */
  readonly left: number;
}

/** Enough for search lists of 32 domains at three servers over both transports; then somebody goes round in a circle. */
const MOST_QUESTIONS = 800;
const MOST_ROUNDS = 40;
/** As in the model engine, so that both come to the same. */
const SEED = 1;
/** Virtual time that a resolver may go on after its first open question: those asked with it show until then. */
const GOES_ON_MS = 20;

/** Records. Rejects with the signal's reason, or with what `ask` rejects with. */
export async function record(
  place: Place,
  lookups: readonly Lookup[],
  population: readonly Model[],
  ask: Ask,
  signal: AbortSignal,
): Promise<Recording> {
  const heard = new Map<string, Heard>();
  const addresses = new Set(place.servers);
  const recorded = () => describeServers([...addresses], [...heard.values()]);
  let left = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { open, strangers } = await openQuestions(place, lookups, population, recorded(), heard, signal);
    for (const address of strangers) addresses.add(address);
    const room = MOST_QUESTIONS - heard.size;
    left = open.length;
    if ((open.length === 0 && strangers.length === 0) || room <= 0) break;
    const answers = await Promise.all(
      open.slice(0, room).map(async (asked) => ({ asked, answered: await ask(asked, signal) })),
    );
    for (const one of answers) heard.set(questionKey(one.asked), one);
  }
  return { servers: recorded(), heard: [...heard.values()], left };
}

/** What is not known yet. */
interface Open {
  readonly open: readonly Asked[];
  /** Addresses that were asked and are none of the servers. */
  readonly strangers: readonly string[];
}

async function openQuestions(
  place: Place,
  lookups: readonly Lookup[],
  population: readonly Model[],
  servers: readonly DnsServer[],
  heard: ReadonlyMap<string, Heard>,
  signal: AbortSignal,
): Promise<Open> {
  const open = new Map<string, Asked>();
  const strangers = new Set<string>();
  for (const lookup of lookups) {
    for (const model of distinct(population)) {
      signal.throwIfAborted();
      const found = await openFor(place, lookup, model, servers, heard);
      for (const asked of found.open) open.set(questionKey(asked), asked);
      for (const address of found.strangers) strangers.add(address);
    }
  }
  return { open: [...open.values()], strangers: [...strangers] };
}

/** Releases that behave alike in everything ask alike. */
function distinct(population: readonly Model[]): readonly Model[] {
  return [...new Map(population.map((one) => [JSON.stringify([one.kind, one.behaviours]), one])).values()];
}

class Enough extends Error {
  override readonly name = "Enough";
}

async function openFor(
  place: Place,
  lookup: Lookup,
  model: Model,
  servers: readonly DnsServer[],
  heard: ReadonlyMap<string, Heard>,
): Promise<Open> {
  const end = new AbortController();
  const listening = listen(servers, new Set(heard.keys()), () => {
    firstMs ??= machine.clock.nowMs();
    if (machine.clock.nowMs() > firstMs + GOES_ON_MS) end.abort(new Enough("open questions are known"));
  });
  let firstMs: number | null = null;
  const { files, env, hostname, user } = place;
  const machine = createSimulatedWorld({
    ...{ files, env, hostname, user, fixture: listening.fixture, seed: SEED, signal: end.signal },
  });
  try {
    const { trace } = await machine.run((world) => model.resolve(world, lookup, model.behaviours));
    const asked = trace.map(({ server }) => server.replace(/^\[?(.*?)\]?:\d+$/, "$1"));
    const strangers = asked.filter((server) => servers.every(({ address }) => address !== server));
    return { open: listening.open, strangers };
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
    return { open: listening.open, strangers: [] };
  }
}

/** Asks the models: one lookup in the simulated world, with behaviours of DNS, for every known release. */
import type { DnsServer } from "../../fixture/dns-server.ts";
import { createFixture } from "../../fixture/fixture.ts";
import type { Behaviours, Model } from "../../resolvers/models.ts";
import { unfeltCall } from "../../resolvers/resolver.ts";
import type { Surroundings } from "../../settings/source.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { explore } from "../../world/explore.ts";
import { createSimulatedWorld } from "../../world/simulated.ts";
import type { SimulatedTree } from "../../world/simulated-files.ts";
import type { Lookup, Outcome, World } from "../../world/world.ts";

/** What a release comes to. */
export interface Result {
  readonly outcome: Outcome;
  /** What it can come to as well, where replies race. */
  readonly alternatives: readonly Outcome[];
  readonly trace: readonly TraceEvent[];
  /** Virtual time that passes. */
  readonly elapsedMs: number;
  /** Names of the behaviours that the model asked its table for: no other ones can matter. */
  readonly consulted: ReadonlySet<string>;
}

/** Where the lookups take place. */
export interface Place {
  readonly files: SimulatedTree;
  readonly world: Pick<World, "env" | "hostname">;
  readonly surroundings: Surroundings;
  readonly lookup: Lookup;
}

/** Orders of replies that are tried. */
const MOST_RUNS = 32;
/** As in the model engine, so that both come to the same. */
const SEED = 1;

/** Whatever may be asked of the models about one lookup. Runs that cannot differ are one. */
export class Models {
  readonly #place: Place;
  readonly #known = new Map<
    readonly DnsServer[],
    Map<string, { behaviours: Behaviours; result: Result }[]>
  >();

  constructor(place: Place) {
    this.#place = place;
  }

  /**
   * What the release comes to at these servers. `behaviours`: those of the release, unless others are tried. A result
   * is used again for a release that agrees in every behaviour that the model asked for.
   */
  async ask(
    model: Model,
    servers: readonly DnsServer[],
    behaviours: Behaviours = model.behaviours,
  ): Promise<Result> {
    const kinds = this.#known.get(servers) ?? new Map();
    this.#known.set(servers, kinds);
    const earlier: { behaviours: Behaviours; result: Result }[] = kinds.get(model.kind) ?? [];
    kinds.set(model.kind, earlier);
    const same = earlier.find(({ behaviours: others, result }) =>
      [...result.consulted].every((name) => others[name] === behaviours[name]),
    );
    if (same !== undefined) return same.result;
    const result = await this.#run(model, servers, behaviours);
    earlier.push({ behaviours, result });
    return result;
  }

  async #run(model: Model, servers: readonly DnsServer[], behaviours: Behaviours): Promise<Result> {
    const { files, world, surroundings, lookup } = this.#place;
    const consulted = new Set<string>();
    const watched = watch(behaviours, consulted);
    const unfelt = unfeltCall(model.resolver, Object.keys(surroundings.calls));
    if (unfelt !== null) return unknown(unfelt);
    const { runs } = await explore((choices) => {
      const machine = createSimulatedWorld({
        files,
        env: world.env,
        hostname: world.hostname,
        fixture: createFixture(servers),
        calls: surroundings.calls,
        routes: surroundings.routes,
        ipv6: surroundings.ipv6,
        seed: SEED,
        choices,
      });
      return machine.run((inside) => model.resolve(inside, lookup, watched));
    }, MOST_RUNS);
    const [{ result, trace, elapsedMs }, ...others] = runs;
    const alternatives = [
      ...result.alternatives,
      ...others.flatMap(({ result: other }) => [other.outcome, ...other.alternatives]),
    ];
    return { outcome: result.outcome, alternatives, trace, elapsedMs, consulted };
  }
}

/** The same behaviours, each noted down when it is looked at. */
function watch(behaviours: Behaviours, consulted: Set<string>): Behaviours {
  return new Proxy(behaviours, {
    get: (target, name) => {
      if (typeof name === "string") consulted.add(name);
      return Reflect.get(target, name);
    },
    has: (target, name) => {
      if (typeof name === "string") consulted.add(name);
      return Reflect.has(target, name);
    },
    ownKeys: (target) => {
      for (const name of Object.keys(target)) consulted.add(name);
      return Reflect.ownKeys(target);
    },
  });
}

function unknown(call: string): Result {
  const because = `what becomes of it is not known here: the host answers ${call}`;
  return {
    outcome: { kind: "error", class: "system", code: because, text: because },
    alternatives: [],
    trace: [],
    elapsedMs: 0,
    consulted: new Set(),
  };
}

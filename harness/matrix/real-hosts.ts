/** Scenarios on real hosts: a host of its own instead of an imitated one. */
import type { HostProfile, Scenario } from "../scenario/scenario.ts";
import type { Catalogue } from "./plan.ts";

/** The profile that scenarios run on which name none. */
const DEFAULT_HOST = "default";

/** A machine whose Docker engine runs the cells of one host profile. */
export interface RealHost {
  readonly id: string;
  /** Address of its engine: "ssh://admin@node-1". */
  readonly url: string;
}

export interface HostedScenarios {
  readonly scenarios: readonly Scenario[];
  readonly catalogue: Catalogue;
}

/**
 * Lets real hosts take the place of profiles. One with a profile's id stands for that profile, and nothing is
 * imitated on it. One with an id of its own stands for "default": several of them make every scenario that runs on
 * "default" run on each of them.
 */
export function onRealHosts(
  scenarios: readonly Scenario[],
  catalogue: Catalogue,
  realHosts: readonly RealHost[],
): HostedScenarios {
  const profiles = new Set(catalogue.hosts.map(({ id }) => id));
  const given = new Map(realHosts.map((host) => [host.id, host]));
  const others = realHosts.map(({ id }) => id).filter((id) => !profiles.has(id));
  const standIns = given.has(DEFAULT_HOST) ? [DEFAULT_HOST, ...others] : others;
  const hostsOf = (id: string): readonly string[] =>
    id === DEFAULT_HOST && standIns.length > 0 ? standIns : [id];
  return {
    scenarios: scenarios.map((scenario) => ({
      ...scenario,
      hosts: [...new Set(scenario.hosts.flatMap(hostsOf))],
    })),
    catalogue: {
      ...catalogue,
      hosts: [...catalogue.hosts.filter(({ id }) => !given.has(id)), ...realHosts.map(realProfile)],
    },
  };
}

/** Nothing is changed under its containers: whatever the host does, it does by itself. */
function realProfile({ id, url }: RealHost): HostProfile {
  return {
    id,
    title: `A real host: the Docker engine at ${url}`,
    imitates: "Nothing: its cells run on the host itself.",
    refs: [],
    syscalls: {},
    sysctls: {},
    user: null,
    files: {},
  };
}

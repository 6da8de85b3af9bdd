/** What is explained: files, environment and host name, and where each comes from. */
import type { DnsServer } from "../fixture/dns-server.ts";
import type { SimulatedRoute } from "../world/simulated-routes.ts";
import type { CallAnswers, World } from "../world/world.ts";

export const RESOLV_CONF = "/etc/resolv.conf";
export const HOSTS = "/etc/hosts";
export const NSSWITCH_CONF = "/etc/nsswitch.conf";
export const HOST_CONF = "/etc/host.conf";

/** A World to read in, and where its parts come from. */
export interface Source {
  readonly world: World;
  /** One line for people. */
  readonly setting: string;
  /** Where a file comes from, for people. */
  readonly originOf: (path: string) => string;
  readonly surroundings: Surroundings;
}

/** What lies around the files. */
export interface Surroundings {
  /** System calls that the host answers in another way than the kernel. */
  readonly calls: CallAnswers;
  /** Routes out of the machine. */
  readonly routes: readonly SimulatedRoute[];
  readonly ipv6: boolean;
  /** The nameservers of a scenario; null where nobody said how they behave. */
  readonly dns: readonly DnsServer[] | null;
}

/** Nothing out of the ordinary, as far as known. */
export const ORDINARY: Surroundings = { calls: {}, routes: [], ipv6: true, dns: null };

/** Everything about a name and its surroundings that decides where resolvers part. */
import { type Content, confsOf } from "../readings/conf-of.ts";

import { hostsAddresses } from "../readings/hosts.ts";
import type { PerReader } from "../readings/readings.ts";
import type { Confs } from "../readings/resolv-conf.ts";
import {
  featuresOf,
  type GoBuild,
  type Nsswitch,
  type PlannedLookup,
  parseNsswitch,
  questions,
  resolveGo,
} from "../resolvers/go/index.ts";
import { HOSTS, NSSWITCH_CONF, RESOLV_CONF, type Source } from "../settings/source.ts";
import { byteString } from "../wire/bytes.ts";
import type { Lookup, World } from "../world/world.ts";

export interface Circumstances {
  readonly lookup: Lookup;
  readonly builds: readonly GoBuild[];
  readonly env: World["env"];
  /** What Go's own resolver would ask, by build. */
  readonly plans: readonly (readonly [GoBuild, PlannedLookup])[];
  /** The address that each build takes the name for, or null. */
  readonly literals: readonly (readonly [GoBuild, string | null])[];
  readonly contents: {
    readonly resolvConf: Content;
    readonly hosts: Content;
    readonly nsswitch: Content;
  };
  readonly confs: Confs;
  /** Addresses of the name in the hosts file. */
  readonly hosts: PerReader<readonly string[]>;
  /** As the newest of the builds reads it. */
  readonly nsswitch: Nsswitch;
  /** System calls that a host answers in another way than the kernel. */
  readonly syscalls: Source["syscalls"];
}

/** Reads everything once. */
export async function circumstancesOf(
  { world, syscalls }: Source,
  lookup: Lookup,
  builds: readonly GoBuild[],
): Promise<Circumstances> {
  const contents = {
    resolvConf: await contentOf(world, RESOLV_CONF),
    hosts: await contentOf(world, HOSTS),
    nsswitch: await contentOf(world, NSSWITCH_CONF),
  };
  const plans: (readonly [GoBuild, PlannedLookup])[] = [];
  const literals: (readonly [GoBuild, string | null])[] = [];
  for (const build of builds) {
    const plan = await questions(build, world, lookup);
    plans.push([build, plan]);
    literals.push([build, plan.endsWith === "literal" ? await literalOf(build, world, lookup.name) : null]);
  }
  const newest = builds.at(-1);
  if (newest === undefined) throw new RangeError("no Go version was given");
  return {
    lookup,
    builds,
    env: world.env,
    plans,
    literals,
    contents,
    confs: confsOf(world, contents.resolvConf, builds),
    hosts: hostsAddresses(contents.hosts.text, lookup.name, builds),
    nsswitch: parseNsswitch(contents.nsswitch.text, featuresOf(newest)),
    syscalls,
  };
}

async function contentOf({ files }: World, path: string): Promise<Content> {
  const file = await files.read(path);
  if (file.kind === "error") return { text: "", problem: file.errno };
  return file.directory
    ? { text: "", problem: "directory" }
    : { text: byteString(file.bytes), problem: null };
}

/** Go asks nobody about an address, so it can be looked up right here. */
async function literalOf(build: GoBuild, world: World, name: string): Promise<string | null> {
  const { outcome } = await resolveGo(build, world, { name, family: "ip" });
  return outcome.kind === "answer" ? (outcome.addresses[0] ?? null) : null;
}

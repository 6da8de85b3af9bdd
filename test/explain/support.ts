/** Explanations of made-up files. */

import { explain } from "../../harness/explain/explain.ts";
import type { Explanation } from "../../harness/explain/explanation.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { EVERY_GO } from "../../harness/resolvers/catalogue.ts";
import type { GoBuild } from "../../harness/resolvers/go/index.ts";
import { ORDINARY } from "../../harness/settings/source.ts";
import { createSimulatedWorld } from "../../harness/world/simulated.ts";
import type { SimulatedTree } from "../../harness/world/simulated-files.ts";
import type { CallAnswers, Family } from "../../harness/world/world.ts";

export interface Surroundings {
  readonly resolvConf?: string;
  readonly hosts?: string;
  readonly nsswitch?: string;
  readonly files?: SimulatedTree;
  readonly hostname?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly family?: Family;
  readonly builds?: readonly GoBuild[];
  readonly calls?: CallAnswers;
}

/** Ordinary builds with cgo. */
export function goBuilds(...versions: readonly string[]): readonly GoBuild[] {
  return versions.map((version) => ({ version, cgo: true, tags: [], godebug: "" }));
}

export function explanationOf(name: string, surroundings: Surroundings = {}): Promise<Explanation> {
  const { resolvConf, hosts = "127.0.0.1 localhost\n", nsswitch = "hosts: files dns\n" } = surroundings;
  const {
    files = {},
    hostname = "lab",
    env = {},
    family = "ip",
    builds = EVERY_GO,
    calls = {},
  } = surroundings;
  const texts = {
    "/etc/resolv.conf": resolvConf ?? "nameserver 10.0.0.53\n",
    "/etc/hosts": hosts,
    "/etc/nsswitch.conf": nsswitch,
  };
  const tree = Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [
      path,
      { kind: "content" as const, bytes: new TextEncoder().encode(text), mode: 0o644, owner: 0 },
    ]),
  );
  const world = createSimulatedWorld({
    files: { ...tree, ...files },
    env,
    hostname,
    fixture: createFixture([]),
    seed: 1,
  });
  return explain(
    {
      world,
      setting: "a test",
      originOf: (path) => `test ${path}`,
      surroundings: { ...ORDINARY, calls },
    },
    { name, family },
    builds,
  );
}

/** What every reader makes of a resolv.conf. */

import { readAsGlibc } from "../resolvers/glibc/conf-notes.ts";
import { featuresOf, type GoBuild, parseResolvConf } from "../resolvers/go/index.ts";
import { type FileProblem, glibcFailure, muslFailure } from "../resolvers/libc/failures.ts";
import { readAsMusl } from "../resolvers/musl/resolvconf.ts";
import type { World } from "../world/world.ts";
import { perGlibc } from "./readings.ts";
import { type Confs, confOfGo, confOfLibc } from "./resolv-conf.ts";

/** A file's content as a byte string; empty where there is none, and why. */
export interface Content {
  readonly text: string;
  readonly problem: FileProblem;
}

/** What every reader makes of a resolv.conf. Of the surroundings only host name and environment count. */
export function confsOf(
  surroundings: Pick<World, "hostname" | "env">,
  { text, problem }: Content,
  builds: readonly GoBuild[],
): Confs {
  const musl = readAsMusl(text);
  return {
    go: builds.map((build) => [
      build,
      confOfGo(parseResolvConf(text, surroundings.hostname, featuresOf(build))),
    ]),
    musl: confOfLibc(musl, muslFailure(musl, problem)),
    glibc: perGlibc((level) => {
      const conf = readAsGlibc(text, level, surroundings);
      return confOfLibc(conf, glibcFailure(conf, problem, level));
    }),
  };
}

/** A Go program of one build as a resolver among others. */
import type { Resolver } from "../resolver.ts";
import { buildId, type GoBuild } from "./build.ts";
import { CALLS_OF_GO } from "./calls.ts";
import { chooseMode, resolveGo, throughLibc } from "./resolve.ts";

/** All that Go's resolver reads, whatever its version. */
const FILES_OF_GO: readonly string[] = [
  "/etc/resolv.conf",
  "/etc/hosts",
  "/etc/nsswitch.conf",
  "/etc/mdns.allow",
];

/** What a build without cgo looks up by itself, and what one with cgo does with the libc. */
export function goResolver(build: GoBuild): Resolver {
  return {
    id: buildId(build),
    files: FILES_OF_GO,
    calls: CALLS_OF_GO,
    felt: [],
    resolve: (world, lookup, earlier) => resolveGo(build, world, lookup, earlier),
    program: {
      chooseMode: (world, name) => chooseMode(build, world, name),
      throughLibc: (lookup, outcome, errno) => throughLibc(build, lookup, outcome, errno),
    },
  };
}

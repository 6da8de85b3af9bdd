/**
 * glibc's resolver on Linux, 2.17 to 2.43 with the builds of RHEL and Debian, in TypeScript: split as glibc's own
 * sources are, with every difference between builds in `versions.ts`. It looks at nothing but its World.
 */
import type { EarlierStep, Lookup, World } from "../../world/world.ts";
import { inProcess } from "../libc/in-process.ts";
import type { Resolved, Resolver } from "../resolver.ts";
import { getaddrinfo, HINTS_OF_GO, type Hints } from "./getaddrinfo.ts";
import { createGlibcProcess } from "./process.ts";
import { type Features, featuresOf, type GlibcBuild } from "./versions.ts";

/** Files that some lookup reads; HOSTALIASES and RESOLV_HOST_CONF may name others. */
export const FILES_OF_GLIBC: readonly string[] = [
  "/etc/resolv.conf",
  "/etc/nsswitch.conf",
  "/etc/hosts",
  "/etc/host.conf",
  "/etc/gai.conf",
];

/** Calls that change what a lookup comes to: the model asks its World for their answers. */
const FELT: readonly string[] = [
  ...["setsockopt", "sendmmsg", "sendto", "recvfrom", "connect", "socket", "poll", "stat", "newfstatat"],
  ...["open", "openat", "read"],
];
/** Calls whose answers glibc does not look at, or has another way without: those of netlink only add detail. */
const UNHEEDED: readonly string[] = ["bind", "recvmsg", "ioctl", "uname", "lseek", "mmap", "close"];
/** Calls without which not even the loader works, or that only some builds make. */
const UNFELT: readonly string[] = ["fstat", "getsockname", "futex", "writev"];

/** The model of a build. Throws RangeError for one that the table does not cover. */
export function glibcResolver(build: GlibcBuild): Resolver {
  const { version, release } = build;
  featuresOf(build);
  return {
    id: { family: "glibc", version, release },
    files: FILES_OF_GLIBC,
    calls: [...FELT, ...UNHEEDED, ...UNFELT],
    felt: [...FELT, ...UNHEEDED],
    resolve: (world, lookup, earlier = []) => callGlibc(build, world, lookup, earlier),
    program: null,
  };
}

/** One lookup of a process with this build; `features`: those of the build, unless others are tried. */
export function callGlibc(
  build: GlibcBuild,
  world: World,
  lookup: Lookup,
  earlier: readonly EarlierStep[] = [],
  features: Features = featuresOf(build),
): Promise<Resolved> {
  const process = createGlibcProcess(build, world, features);
  return inProcess(world, lookup, earlier, (one) => getaddrinfo(process, one, hintsOf(one)));
}

function hintsOf({ flags }: Lookup): Hints {
  if (flags === undefined) return HINTS_OF_GO;
  return {
    canonname: flags.includes("canonname"),
    v4mapped: flags.includes("v4mapped"),
    all: flags.includes("all"),
    addrconfig: flags.includes("addrconfig"),
  };
}

export { getaddrinfo, HINTS_OF_GO, type Hints } from "./getaddrinfo.ts";
export { createGlibcProcess } from "./process.ts";
export { CHANGES, type Features, featuresOf, type GlibcBuild, isKnownGlibc } from "./versions.ts";

/**
 * glibc's resolver on Linux, 2.17 to 2.43 with the builds of RHEL and Debian, in TypeScript: split as glibc's own
 * sources are, with every difference between builds in `versions.ts`. It looks at nothing but its World.
 */
import type { Resolver } from "../resolver.ts";
import { getaddrinfo } from "./getaddrinfo.ts";
import { createGlibcProcess } from "./process.ts";
import { featuresOf, type GlibcBuild } from "./versions.ts";

/** Files that some lookup reads; HOSTALIASES and RESOLV_HOST_CONF may name others. */
export const FILES_OF_GLIBC: readonly string[] = [
  "/etc/resolv.conf",
  "/etc/nsswitch.conf",
  "/etc/hosts",
  "/etc/host.conf",
  "/etc/gai.conf",
];

/** Calls that getaddrinfo makes, and those of them whose answers the model asks its World for. */
const CALLS = [
  ...["open", "openat", "read", "stat", "fstat", "newfstatat", "lseek", "mmap", "close"],
  ...["socket", "connect", "setsockopt", "poll", "sendmmsg", "sendto", "recvfrom", "ioctl"],
  ...["bind", "getsockname", "recvmsg", "uname", "futex", "writev"],
] as const;
const FELT = [
  "setsockopt",
  "sendmmsg",
  "sendto",
  "recvfrom",
  "connect",
  "socket",
  "poll",
  "stat",
  "newfstatat",
];

/** The model of a build. Throws RangeError for one that the table does not cover. */
export function glibcResolver(build: GlibcBuild): Resolver {
  const { version, release } = build;
  featuresOf(build);
  return {
    id: { family: "glibc", version, release },
    files: FILES_OF_GLIBC,
    calls: CALLS,
    felt: FELT,
    resolve: async (world, lookup) => {
      const { outcome, errno } = await getaddrinfo(createGlibcProcess(build, world), lookup);
      return { outcome, alternatives: [], ...(errno === null ? {} : { errno }) };
    },
    program: null,
  };
}

export { getaddrinfo, HINTS_OF_GO, type Hints } from "./getaddrinfo.ts";
export { createGlibcProcess } from "./process.ts";
export { CHANGES, featuresOf, type GlibcBuild, isKnownGlibc } from "./versions.ts";

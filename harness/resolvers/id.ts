/** What resolvers are called in reports: "musl@1.1.19", "glibc@2.17-196.el7", "go@1.24-netgo". */
import type { DeclaredLibc } from "../images/image.ts";
import type { GoBuild } from "../scenario/scenario.ts";

/** Stands in for the id of a libc that could not be found out, because its image cannot be had. */
export const UNKNOWN_LIBC = "libc";

export function libcResolverId({ family, version, release }: DeclaredLibc): string {
  return `${family}@${version}${release === null ? "" : `-${release}`}`;
}

/**
 * "go@1.24", and behind a hyphen whatever makes a build another resolver than an ordinary one of its version:
 * CGO_ENABLED=0, build tags, GODEBUG, the go line of its go.mod.
 */
export function goResolverId(build: GoBuild): string {
  const particulars = [
    build.cgo ? "" : "CGO_ENABLED=0",
    ...build.tags,
    build.godebug,
    build.goLine === undefined ? "" : `go.mod=${build.goLine ?? "none"}`,
  ].filter((text) => text !== "");
  return [`go@${build.version}`, ...particulars].join("-");
}

/** Who answers a lookup, taken apart, and as reports write it: "musl@1.1.19", "glibc@2.17-196.el7", "go@1.24-netgo". */

export type LibcFamily = "musl" | "glibc";
export type ResolverFamily = LibcFamily | "go";

export const FAMILIES: readonly ResolverFamily[] = ["musl", "glibc", "go"];

/** One resolver of the world: who wrote it, and which of their releases it is. */
export interface ResolverId {
  readonly family: ResolverFamily;
  /** Upstream's version, as the libc reports it of itself: "1.1.19", "1.2.4_git20230717", "2.36"; of Go "1.24", "1.22.5". */
  readonly version: string;
  /**
   * What tells it from others of its version, null for nothing: a distribution's release ("196.el7", "9+deb12u10"), or
   * how a Go program was built ("netgo").
   */
  readonly release: string | null;
}

/** The id of a libc. */
export type LibcId = ResolverId & { readonly family: LibcFamily };

/** Stands in reports for a libc that could not be found out, because its image cannot be had. */
export const UNKNOWN_LIBC = "libc";

const RESOLVER_ID = /^(musl|glibc|go)@([^-]+)(?:-(.+))?$/s;

/** As reports write it: FAMILY@VERSION[-RELEASE]. */
export function formatResolverId({ family, version, release }: ResolverId): string {
  return `${family}@${version}${release === null ? "" : `-${release}`}`;
}

/** Takes apart what a report calls a resolver; null for anything else, as for UNKNOWN_LIBC. */
export function parseResolverId(text: string): ResolverId | null {
  const [, family, version, release = null] = RESOLVER_ID.exec(text) ?? [];
  if (family !== "musl" && family !== "glibc" && family !== "go") return null;
  return version === undefined ? null : { family, version, release };
}

/** Whose resolver a report speaks of; null where it is none, as for UNKNOWN_LIBC. */
export function familyOf(text: string): ResolverFamily | null {
  return parseResolverId(text)?.family ?? null;
}

/** Whether it is a C library's. */
export function isLibcId(id: ResolverId): id is LibcId {
  return id.family !== "go";
}

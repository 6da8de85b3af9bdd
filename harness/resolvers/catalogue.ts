/** Which resolvers there are: every list of them comes from here. */
import { glibcResolver, isKnownGlibc } from "./glibc/index.ts";
import { type GoBuild, NEWEST_MINOR, OLDEST_MINOR, ordinaryBuild } from "./go/index.ts";
import { isLibcId, type LibcFamily, type ResolverId } from "./id.ts";
import { muslResolver } from "./musl/index.ts";
import type { Resolver } from "./resolver.ts";
import type { Release } from "./version-order.ts";

/** Every minor release of Go that is emulated, oldest first: "1.11". */
export const GO_VERSIONS: readonly string[] = Array.from(
  { length: NEWEST_MINOR - OLDEST_MINOR + 1 },
  (_, index) => `1.${OLDEST_MINOR + index}`,
);

/** An ordinary build with cgo of each of them. */
export const EVERY_GO: readonly GoBuild[] = GO_VERSIONS.map(ordinaryBuild);

/**
 * Go versions of a scenario that names none. They are pinned: a Go release that becomes known must not change what
 * such scenarios run and expect. Between the ends stands the release that EDNS0 came with, in which most of what people
 * still meet had changed.
 */
export const DEFAULT_GO_VERSIONS: readonly string[] = ["1.11", "1.19", "1.27"];

/** The models of libcs; null for a release that a family's table does not cover. */
const LIBC_MODELS: Readonly<Record<LibcFamily, (release: Release) => Resolver | null>> = {
  musl: muslResolver,
  glibc: (release) => (isKnownGlibc(release.version) ? glibcResolver(release) : null),
};

/** The emulation of a libc's release, as its family's table knows it; null where there is no model of it. */
export function libcModel(id: ResolverId): Resolver | null {
  return isLibcId(id) ? LIBC_MODELS[id.family](id) : null;
}

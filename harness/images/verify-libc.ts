/** Which libc an image holds: its definition is believed no further than the libc itself can be asked. */
import { formatResolverId } from "../resolvers/id.ts";
import type { DeclaredLibc, LibcIdentity } from "./image.ts";

export type LibcCheck =
  /** `libc` is what runs there; `note` tells what could not be checked of it. */
  | { readonly kind: "libc"; readonly libc: DeclaredLibc; readonly note: string | null }
  /** It is not what the definition promises, for this reason. */
  | { readonly kind: "other"; readonly reason: string };

/**
 * Holds the libc that was found against what the image declares; null where it declares nothing.
 *
 * A libc tells its version, and no release of a distribution; only its build id tells releases apart. One that belongs
 * to another release is refused, one that belongs to none is told.
 *
 * @param known libcs of the catalogue, with the build ids that they are known by
 */
export function verifyLibc(
  declared: DeclaredLibc | null,
  found: LibcIdentity,
  known: readonly DeclaredLibc[],
): LibcCheck {
  const { family, version, buildId } = found;
  const release = known.find(({ buildIds }) => buildId !== null && buildIds.includes(buildId));
  if (declared === null) {
    const libc = release ?? { family, version, release: null, buildIds: [] };
    return { kind: "libc", libc, note: null };
  }
  const wanted = formatResolverId(declared);
  if (family !== declared.family || version !== declared.version) {
    return { kind: "other", reason: `it must contain ${wanted}, but contains ${family}@${version}` };
  }
  if (release !== undefined && formatResolverId(release) !== wanted) {
    const belongs = `its libc is of build id ${buildId}, which belongs to ${formatResolverId(release)}`;
    return { kind: "other", reason: `it must contain ${wanted}, but ${belongs}` };
  }
  const hasReleases = declared.release !== null || declared.buildIds.length > 0;
  const isKnown = buildId === null || release !== undefined || declared.buildIds.includes(buildId);
  const note = `build id ${buildId} of no known release; taken for ${wanted}`;
  return { kind: "libc", libc: declared, note: hasReleases && !isKnown ? note : null };
}

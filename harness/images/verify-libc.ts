/** Whether an image holds the libc that its definition promises. */
import type { DeclaredLibc, LibcIdentity } from "./image.ts";

/**
 * What is wrong with the libc that was found, or null: nothing declared, or as declared. A build id counts only where
 * ids are declared and the libc has one; it alone tells releases of a distribution apart.
 */
export function verifyLibc(declared: DeclaredLibc | null, found: LibcIdentity): string | null {
  if (declared === null) return null;
  const { family, version, release, buildIds } = declared;
  const wanted = `${family} ${version}${release === null ? "" : `-${release}`}`;
  if (found.family !== family || found.version !== version) {
    return `it must contain ${wanted}, but contains ${found.family} ${found.version}`;
  }
  if (buildIds.length === 0 || found.buildId === null || buildIds.includes(found.buildId)) return null;
  return `it must contain ${wanted} of build id ${buildIds.join(" or ")}, but its libc is of build id ${found.buildId}`;
}

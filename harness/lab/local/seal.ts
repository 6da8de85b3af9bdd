/** Whether an unpacked root is still as it was unpacked. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * A digest over every entry's name, kind, mode, owner, size and the times at which its content and its inode changed.
 * Nobody can set the latter (ctime, inode(7)), so that content is as good as compared without being read.
 */
export function sealOf(root: string): string {
  const hash = createHash("sha256");
  const waiting = [""];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const full = join(root, path);
    const found = lstatSync(full, { bigint: true });
    const { mode, uid, gid, size, mtimeNs, ctimeNs } = found;
    const target = found.isSymbolicLink() ? readlinkSync(full) : "";
    hash.update(JSON.stringify([path, [mode, uid, gid, size, mtimeNs, ctimeNs].map(String), target]));
    if (found.isDirectory()) waiting.push(...namesIn(full).map((name) => join(path, name)));
  }
  return hash.digest("hex");
}

/** Sorted; none where this user may not look: then nobody else but root has written there either. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EACCES") return [];
    throw error;
  }
}

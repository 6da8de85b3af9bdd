/** The files of an image that emulated resolvers read. */
import { createHash } from "node:crypto";
import type { FileResult } from "../world/world.ts";

/** All that Go's resolver reads, whatever its version. */
export const RESOLVER_FILES: readonly string[] = [
  "/etc/resolv.conf",
  "/etc/hosts",
  "/etc/nsswitch.conf",
  "/etc/mdns.allow",
];

/** Stands for what was read. Times of change are left out: only a resolver that goes on living looks at them. */
export function digestOf(results: readonly FileResult[]): string {
  const hash = createHash("sha256");
  for (const result of results) {
    const [about, bytes] =
      result.kind === "error"
        ? [result.errno, null]
        : [result.directory ? "directory" : "file", result.bytes];
    hash.update(`${about} ${bytes?.length ?? 0}\n`);
    if (bytes !== null) hash.update(bytes);
  }
  return hash.digest("base64");
}

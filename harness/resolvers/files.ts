/** Whether two emulations read the same of their images. */
import { byteString } from "../wire/bytes.ts";
import type { FileResult } from "../world/world.ts";

/**
 * Stands for what was read: all of it, so that no two readings are taken for one. Times of change are left out: only a
 * resolver that goes on living looks at them.
 */
export function digestOf(results: readonly FileResult[]): string {
  return JSON.stringify(
    results.map((result) => {
      if (result.kind === "error") return result.errno;
      return [result.directory ? "directory" : "file", byteString(result.bytes)];
    }),
  );
}

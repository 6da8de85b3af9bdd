/** A file of this machine as this process may read it. */
import { readFile, stat } from "node:fs/promises";
import type { FileResult } from "../world/types.ts";

/** No resolver's configuration is as long; a device that never ends must not be read to its end. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A file of this machine; the errno where it cannot be read. */
export async function readMachineFile(path: string): Promise<FileResult> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      return { kind: "file", bytes: new Uint8Array(), mtimeMs: found.mtimeMs, directory: true };
    }
    if (!found.isFile() || found.size > MAX_BYTES) return { kind: "error", errno: "EIO" };
    return { kind: "file", bytes: await readFile(path), mtimeMs: found.mtimeMs, directory: false };
  } catch (error) {
    return { kind: "error", errno: errnoOf(error) };
  }
}

function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EIO";
}

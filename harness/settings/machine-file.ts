/** A file of this machine as this process may read it. */
import { readInputFile, UnreadableInput } from "../disk/input-file.ts";
import type { FileResult } from "../world/world.ts";

/** Reads the whole file; the errno where it cannot be read, EFBIG where it is longer than any configuration. */
export async function readMachineFile(path: string): Promise<FileResult> {
  try {
    const { bytes, mtimeMs } = await readInputFile(path);
    return { kind: "file", bytes, mtimeMs, directory: false };
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    if (error.errno === "EISDIR")
      return { kind: "file", bytes: new Uint8Array(), mtimeMs: 0, directory: true };
    // What is no regular file (a pipe, a device) may never end: as good as unreadable.
    return { kind: "error", errno: error.errno ?? "EIO" };
  }
}

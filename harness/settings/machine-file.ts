/** A file of this machine as this process may read it; also a pipe, such as a shell's <(docker exec … cat …). */
import { type FileHandle, open } from "node:fs/promises";
import type { FileResult } from "../world/world.ts";

/** No resolver's configuration is as long; what never ends must not be read to its end. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads the whole file; the errno where it cannot be read, EFBIG where it is longer than any configuration. */
export async function readMachineFile(path: string): Promise<FileResult> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, "r");
    const found = await handle.stat();
    const directory = found.isDirectory();
    const bytes = directory ? new Uint8Array() : await readAll(handle);
    if (bytes === null) return { kind: "error", errno: "EFBIG" };
    return { kind: "file", bytes, mtimeMs: found.mtimeMs, directory };
  } catch (error) {
    return { kind: "error", errno: errnoOf(error) };
  } finally {
    await handle?.close();
  }
}

/** Null for too much. */
async function readAll(handle: FileHandle): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of handle.createReadStream({ autoClose: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function errnoOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EIO";
}

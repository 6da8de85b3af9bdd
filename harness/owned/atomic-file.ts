/** Files that are there whole or not at all, also after a crash of the machine. */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { unfinishedName } from "./unfinished.ts";

/**
 * Lets `write` fill a temporary file beside `path` and gives it that name, in place of what was there.
 * Rejects as `write` does, leaving nothing behind.
 */
export async function writeAtomically<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, unfinishedName());
  try {
    const result = await write(temporary);
    await flush(temporary);
    await rename(temporary, path);
    await flush(folder);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Gives `use` an empty folder below `parent`, which is gone afterwards. */
export async function withTemporaryFolder<T>(
  parent: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true });
  const folder = join(parent, unfinishedName());
  await mkdir(folder);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

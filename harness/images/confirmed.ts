/** Which unverified images a run on this machine has found to be what their definitions say. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../owned/atomic-file.ts";

const FILE = "confirmed-images.json";
/** Libcs by the id of the image. */
const record = z.record(z.string(), z.string());

/** Whether this libc, as reports call it, or any where it is null, was found in the image. */
export type IsConfirmed = (image: string, libc: string | null) => boolean;

/** What was remembered; a record that is not understood confirms nothing. Rejects with errors of the file system. */
export async function readConfirmed(cacheDirectory: string): Promise<IsConfirmed> {
  const known = await read(cacheDirectory);
  return (image, libc) => known.has(image) && (libc === null || known.get(image) === libc);
}

/** Remembers that these libcs were found in these images. Rejects with errors of the file system. */
export async function confirm(cacheDirectory: string, found: ReadonlyMap<string, string>): Promise<void> {
  const known = await read(cacheDirectory);
  if ([...found].every(([image, libc]) => known.get(image) === libc)) return;
  await mkdir(cacheDirectory, { recursive: true });
  const text = `${JSON.stringify(Object.fromEntries([...known, ...found]), null, 2)}\n`;
  await writeAtomically(join(cacheDirectory, FILE), (path) => writeFile(path, text));
}

async function read(cacheDirectory: string): Promise<ReadonlyMap<string, string>> {
  try {
    const text = await readFile(join(cacheDirectory, FILE), "utf8");
    return new Map(Object.entries(record.parse(JSON.parse(text))));
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isAbsent || error instanceof SyntaxError || error instanceof z.ZodError) return new Map();
    throw error;
  }
}

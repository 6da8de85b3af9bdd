/** Files that this program writes: each appears whole or not at all, and never through a link that it did not make. */
import { closeSync, lstatSync, openSync, rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Failure } from "../errors.ts";
import { unfinishedName } from "../owned/unfinished.ts";

/**
 * The first symbolic link that writing to `path` would follow: the path itself, or a folder on the way to it that lies
 * below the working directory. A checkout brings such links along, and a file of the checkout's choice would be written
 * to. Folders above the working directory are the machine's own. Null for none.
 */
export function linkOnTheWay(path: string): string | null {
  const absolute = resolve(path);
  const below = relative("", absolute);
  const isInside = below !== "" && !isAbsolute(below) && below.split(sep)[0] !== "..";
  const steps = isInside ? below.split(sep) : [];
  const folders = steps.slice(0, -1).map((_, index) => resolve(...steps.slice(0, index + 1)));
  return [...folders, absolute].find(isLink) ?? null;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/**
 * @param what what is written, for the message: "the report report.json"
 * @throws Failure "usage" where writing would follow a link
 */
export function refuseLinks(path: string, what: string): void {
  const link = linkOnTheWay(path);
  if (link === null) return;
  const shownLink = resolve(path) === link ? "its name is" : `${relative("", link)} is`;
  throw new Failure("usage", `${what} is not written: ${shownLink} a symbolic link`, {
    advice: "remove the link, or name the place that it leads to",
  });
}

/** Whether a file can be made in the folder of `path`. Throws the file system's error. */
export function probeFolderOf(path: string): void {
  const probe = join(dirname(path), unfinishedName());
  closeSync(openSync(probe, "wx"));
  rmSync(probe);
}

/**
 * Puts `data` in place of whatever has the name `path`; a link of that name is replaced, not followed. The new file is
 * made under a name that nobody can foresee, which must not exist. Rejects with the file system's error, leaving nothing.
 */
export async function replaceFile(path: string, data: string | Uint8Array, mode = 0o666): Promise<void> {
  const unfinished = join(dirname(path), unfinishedName());
  const handle = await open(unfinished, "wx", mode);
  try {
    try {
      await handle.writeFile(data);
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Paths of an archive inside the folder that it is unpacked to, and what is wrong with an archive that has others. */
import { lstat, mkdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { Unavailable } from "../../errors.ts";
import { printable } from "../../yaml/shown.ts";

/** As many symbolic links as Linux follows for one path (path_resolution(7)). */
const MAX_LINKS = 40;

/** An archive that tries to write outside its root, or cannot be unpacked for another reason of its own. */
export class UnsafeArchive extends Error {
  override readonly name = "UnsafeArchive";
}

/** What Linux takes for a path and for one name in it, in bytes (PATH_MAX and NAME_MAX of limits.h). */
const PATH_MAX = 4096;
const NAME_MAX = 255;

/**
 * Components of an archive's path. Throws UnsafeArchive for `..`, a NUL byte, and what is longer than the kernel takes:
 * the work for a path grows with the square of its length.
 */
export function entryComponents(path: string): readonly string[] {
  refuseLong(path);
  const long = path.split("/").find((component) => Buffer.byteLength(component) > NAME_MAX);
  if (long !== undefined) {
    throw new UnsafeArchive(
      `the name ${JSON.stringify(long.slice(0, 40))}… is longer than ${NAME_MAX} bytes`,
    );
  }
  const components = path.split("/").filter((component) => component !== "" && component !== ".");
  if (components.includes("..") || path.includes("\0")) {
    throw new UnsafeArchive(`the path ${JSON.stringify(path)} leaves the archive`);
  }
  return components;
}

/** Throws UnsafeArchive for a path, or a target of a symbolic link, that is longer than any kernel takes. */
export function refuseLong(path: string): void {
  if (Buffer.byteLength(path) >= PATH_MAX) {
    throw new UnsafeArchive(
      `the path ${JSON.stringify(path.slice(0, 40))}… is longer than ${PATH_MAX - 1} bytes`,
    );
  }
}

/**
 * Real path of a folder inside `root`, made where it is missing. Symbolic links on the way are followed as inside a
 * chroot: they cannot lead out of `root`. Throws UnsafeArchive where something else stands in the way.
 */
export async function folderInRoot(root: string, components: readonly string[]): Promise<string> {
  const todo = [...components];
  const done: string[] = [];
  let links = 0;
  for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
    if (next === "..") {
      done.pop();
      continue;
    }
    const path = join(root, ...done, next);
    const stats = await lstat(path).catch(() => null);
    if (stats === null) await mkdir(path, { mode: 0o755 });
    if (stats === null || stats.isDirectory()) {
      done.push(next);
    } else if (stats.isSymbolicLink() && links < MAX_LINKS) {
      links++;
      const target = await readlink(path);
      if (target.startsWith("/")) done.length = 0;
      todo.unshift(...target.split("/").filter((component) => component !== "" && component !== "."));
    } else {
      throw new UnsafeArchive(`${JSON.stringify(components.join("/"))} is not a folder`);
    }
  }
  return join(root, ...done);
}

/**
 * The error that reading an archive ended with, in words: the tar parser's and zlib's are plain Errors. Errors of the
 * file system and mistakes of ours are given back as they are.
 */
export function archiveTrouble(error: unknown, name: string): unknown {
  const isPlain = error instanceof Error && error.name === "Error" && !("syscall" in error);
  if (!isPlain && !(error instanceof UnsafeArchive) && !(error instanceof Unavailable)) return error;
  return new Unavailable(`${name} cannot be unpacked: ${printable(error.message)}`, { cause: error });
}

/** What is wrong with an archive, as a reason why its image cannot be had. */

import { Unavailable } from "../../lab/engine.ts";
import { printable } from "../../yaml/shown.ts";
import { UnsafeArchive } from "./safe-path.ts";

/**
 * The error that reading an archive ended with, in words: the tar parser's and zlib's are plain Errors. Errors of the
 * file system and mistakes of ours are given back as they are.
 */
export function archiveTrouble(error: unknown, name: string): unknown {
  const isPlain = error instanceof Error && error.name === "Error" && !("syscall" in error);
  if (!isPlain && !(error instanceof UnsafeArchive) && !(error instanceof Unavailable)) return error;
  return new Unavailable(`${name} cannot be unpacked: ${printable(error.message)}`, { cause: error });
}

/** Files as musl's stdio opens and reads them (src/stdio/__fopen_rb_ca.c, __stdio_read.c). */

import { byteString } from "../../wire/bytes.ts";
import type { Errno, World } from "../../world/world.ts";
import { callResult, failureOf } from "../libc/calls.ts";
import type { Features } from "./versions.ts";

export type MuslFile =
  /** A byte string. What cannot be read reads as nothing: no caller looks at ferror(). */
  | { readonly kind: "content"; readonly text: string }
  /** Taken for a file without content. */
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly errno: Errno };

/** isspace(3), the newline included. */
export const SPACES = " \t\n\v\f\r";

const ABSENT: ReadonlySet<Errno> = new Set(["ENOENT", "ENOTDIR", "EACCES"]);

/** Opens and reads a file as a whole. */
export async function openFile(world: World, path: string, features: Features): Promise<MuslFile> {
  const refusal = failureOf(world.calls, "open");
  const result = refusal === null ? await world.files.read(path) : null;
  const errno = refusal ?? (result?.kind === "error" ? result.errno : null);
  if (errno !== null) return ABSENT.has(errno) ? { kind: "absent" } : { kind: "failed", errno };
  if (result?.kind !== "file" || result.directory) return { kind: "content", text: "" };
  // An answer without bytes is the end of the file, an error ends reading as well.
  const reads = callResult(world.calls, features.readsByReadv ? "readv" : "read").kind === "made";
  return { kind: "content", text: reads ? byteString(result.bytes) : "" };
}

/** The text of a C string: up to its first NUL. */
export function cString(bytes: string): string {
  const nul = bytes.indexOf("\0");
  return nul === -1 ? bytes : bytes.slice(0, nul);
}

/** Whether a byte of a string is white space; false beyond its end. */
export function isSpaceAt(text: string, at: number): boolean {
  return at >= 0 && at < text.length && SPACES.includes(text.charAt(at));
}

/** Index of the first byte from `at` on that is white space, or the end. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isSpaceAt(text, end)) end += 1;
  return end;
}

/** Index of the first byte from `at` on that is not white space, or the end. */
export function skipSpace(text: string, at: number): number {
  let start = at;
  while (isSpaceAt(text, start)) start += 1;
  return start;
}

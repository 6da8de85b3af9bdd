/** Where images and everything made from them are kept between runs. */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { Unavailable } from "../errors.ts";

/**
 * RESOLVER_MATRIX_CACHE, else resolver-matrix below XDG_CACHE_HOME (XDG Base Directory Specification 0.8: a relative
 * one counts as unset), else below ~/.cache. The folder need not exist.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const { RESOLVER_MATRIX_CACHE: own, XDG_CACHE_HOME: xdg } = env;
  if (own !== undefined && own !== "") return resolve(own);
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache");
  return join(base, "resolver-matrix");
}

/** What went wrong with the cache, in words, by the system's error code. */
const TROUBLES: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file would be too large",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "something on the way is not a folder",
  EEXIST: "something else has the name of a folder",
  EISDIR: "a folder is in the way",
  ELOOP: "too many symbolic links on the way",
  ENAMETOOLONG: "the path is too long",
  EIO: "the disk cannot be read or written",
};

/** An error of the file system as the reason why an image cannot be had; null for any other error. */
export function cacheTrouble(error: unknown, cache: string): Unavailable | null {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return null;
  const trouble = TROUBLES[String(error.code)];
  if (trouble === undefined) return null;
  const advice = "make room there, or name another folder in RESOLVER_MATRIX_CACHE";
  return new Unavailable(`the cache ${cache} cannot be used: ${trouble} (${error.message}); ${advice}`, {
    cause: error,
  });
}

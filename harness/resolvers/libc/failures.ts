/**
 * Why a libc fails before it asks anybody: /etc/resolv.conf cannot be read, or says so by a zero (musl
 * name_from_dns_search, __res_msend_rc; glibc resolv/resolv_conf.c, resolv/res_send.c).
 */
import type { Errno } from "../../world/world.ts";
import { type GlibcLevel, isSince } from "../glibc/levels.ts";
import type { LibcConf } from "./conf.ts";

/** Why a file has no content. */
export type FileProblem = Errno | "directory" | null;

/** A file that cannot be opened or read so counts as empty: 127.0.0.1 is asked. */
const MUSL_TAKES_FOR_EMPTY: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "directory"]);
const GLIBC_TAKES_FOR_EMPTY: ReadonlySet<string> = new Set([
  ...["EACCES", "EISDIR", "ELOOP", "ENOENT", "ENOTDIR", "EPERM"],
]);

/** Null where musl asks. For an unreadable file it hands -1 up, which by chance is EAI_BADFLAGS. */
export function muslFailure({ attempts, timeoutS }: LibcConf, problem: FileProblem): string | null {
  if (problem !== null && !MUSL_TAKES_FOR_EMPTY.has(problem)) {
    return 'EAI_BADFLAGS "Invalid flags", nobody is asked';
  }
  if (attempts === 0) return "the program ends with SIGFPE, for attempts 0";
  return timeoutS === 0 ? "EAI_AGAIN, nobody is asked, for timeout 0" : null;
}

/** Null where glibc asks. */
export function glibcFailure({ attempts }: LibcConf, problem: FileProblem, level: GlibcLevel): string | null {
  if (problem !== null && isSince(level, "2.26") && !GLIBC_TAKES_FOR_EMPTY.has(problem)) {
    return 'EAI_NONAME "Name or service not known", nobody is asked';
  }
  return attempts === 0 ? "EAI_AGAIN, nobody is asked, for attempts 0" : null;
}

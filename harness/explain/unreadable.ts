/** What a libc does that cannot read /etc/resolv.conf (musl name_from_dns_search; glibc resolv/resolv_conf.c). */
import type { Errno } from "../world/types.ts";
import type { GlibcLevel } from "./libc-levels.ts";
import { isSince } from "./libc-levels.ts";

/** A file that cannot be opened so counts as empty: 127.0.0.1 is asked. */
const MUSL_TAKES_FOR_EMPTY: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "directory"]);
const GLIBC_TAKES_FOR_EMPTY: ReadonlySet<string> = new Set([
  ...["EACCES", "EISDIR", "ELOOP", "ENOENT", "ENOTDIR", "EPERM"],
]);

/** Why musl asks nobody, or null: it hands -1 up, which is EAI_BADFLAGS by chance. */
export function muslFailure(problem: Errno | "directory" | null): string | null {
  return problem === null || MUSL_TAKES_FOR_EMPTY.has(problem)
    ? null
    : 'fails with EAI_BADFLAGS "Invalid flags", without a query';
}

/** Why glibc asks nobody, or null. */
export function glibcFailure(problem: Errno | "directory" | null, level: GlibcLevel): string | null {
  return problem === null || !isSince(level, "2.26") || GLIBC_TAKES_FOR_EMPTY.has(problem)
    ? null
    : 'fails with EAI_NONAME "Name or service not known", without a query';
}

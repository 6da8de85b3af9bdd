/** What one process keeps between lookups, and what one exchange with the servers works on. */
import type { Errno, World } from "../../world/world.ts";
import type { GaiConf } from "./gai-conf.ts";
import type { ResolverConf } from "./res-init.ts";
import type { Thread } from "./status.ts";
import type { Features } from "./versions.ts";

/** struct __res_state and the statics of the library, as far as they bear on lookups. */
export interface ResolverState {
  readonly world: World;
  readonly features: Features;
  readonly thread: Thread;
  conf: ResolverConf;
  /** AAAA is asked after A, since a reply was lost once; then also from a socket of its own. */
  singleRequest: boolean;
  singleRequestReopen: boolean;
  /** A server said FORMERR to an OPT record: no query has one any more. */
  ednsFailed: boolean;
  /** The server that rotate begins with next; null: not yet drawn. */
  rotation: number | null;
  ipv6Unavailable: boolean;
  /** gai.conf, once it was read. */
  gaiConf: GaiConf | null;
}

/** The errno that the host answers a system call with, instead of doing it; null where it does it. */
export function refusal({ calls }: World, call: string): Errno | null {
  const answer = calls[call];
  return typeof answer === "string" ? answer : null;
}

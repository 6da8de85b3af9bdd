/** What is explained: files, environment and host name, and where each comes from. */
import type { World } from "../world/world.ts";

export const RESOLV_CONF = "/etc/resolv.conf";
export const HOSTS = "/etc/hosts";
export const NSSWITCH_CONF = "/etc/nsswitch.conf";

/** A World to read in, and where its parts come from. */
export interface Source {
  readonly world: World;
  /** One line for people. */
  readonly setting: string;
  /** Where a file comes from, for people. */
  readonly originOf: (path: string) => string;
  /** System calls that a host answers in another way than the kernel, where that is known. */
  readonly syscalls: readonly { readonly host: string; readonly call: string }[];
}

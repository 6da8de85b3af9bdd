/** What of a host profile the model can imitate. */
import type { HostProfile } from "../../scenario/types.ts";

/** System calls of one lookup by a Go program on x86_64 or arm64, found with strace on Go 1.19, 1.24 and 1.27. */
const CALLS_OF_GO: ReadonlySet<string> = new Set([
  ...["openat", "fstat", "newfstatat", "read", "close", "fcntl"],
  ...["epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2", "pipe2", "futex", "nanosleep", "clone"],
  ...["socket", "setsockopt", "connect", "getsockname", "getpeername", "write", "uname"],
]);

const IPV6_SWITCHES: ReadonlySet<string> = new Set([
  "net.ipv6.conf.all.disable_ipv6",
  "net.ipv6.conf.lo.disable_ipv6",
]);

/** A host as the model knows it; `obstacle` says why it cannot imitate it. */
export type ModelHost =
  | { readonly kind: "imitated"; readonly ipv6: boolean }
  | { readonly kind: "beyond"; readonly obstacle: string };

/** Go never makes most of the calls that a profile answers; what it does make, and sysctls but for IPv6, need a kernel. */
export function modelHost({ id, syscalls, sysctls }: HostProfile): ModelHost {
  const call = Object.keys(syscalls).find((name) => CALLS_OF_GO.has(name));
  if (call !== undefined) return beyond(`host profile ${id} changes ${call}, which Go calls`);
  const sysctl = Object.keys(sysctls).find((name) => !IPV6_SWITCHES.has(name));
  if (sysctl !== undefined) return beyond(`host profile ${id} sets ${sysctl}`);
  return { kind: "imitated", ipv6: !Object.values(sysctls).includes("1") };
}

function beyond(why: string): ModelHost {
  return { kind: "beyond", obstacle: `the model has no kernel, and ${why}: run on docker or local` };
}

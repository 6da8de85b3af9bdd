/** The system calls that Go's own resolver makes: on a host that answers one of them it cannot be emulated. */
import type { HostProfile } from "../../scenario/scenario.ts";

/** System calls of one lookup by a Go program on x86_64 or arm64, found with strace on Go 1.19, 1.24 and 1.27. */
const CALLS_OF_GO: ReadonlySet<string> = new Set([
  ...["openat", "fstat", "newfstatat", "read", "close", "fcntl"],
  ...["epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2", "pipe2", "futex", "nanosleep", "clone"],
  ...["socket", "setsockopt", "connect", "getsockname", "getpeername", "write", "uname"],
]);

/** The first call that both Go makes and the host answers; null where Go does not notice the host's answers. */
export function answeredCallOfGo({ syscalls }: HostProfile): string | null {
  return Object.keys(syscalls).find((name) => CALLS_OF_GO.has(name)) ?? null;
}

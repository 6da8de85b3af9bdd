/** System calls of one lookup by a Go program on x86_64 or arm64, found with strace on Go 1.19, 1.24 and 1.27. */
export const CALLS_OF_GO: readonly string[] = [
  ...["openat", "fstat", "newfstatat", "read", "close", "fcntl"],
  ...["epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2", "pipe2", "futex", "nanosleep", "clone"],
  ...["socket", "setsockopt", "connect", "getsockname", "getpeername", "write", "uname"],
];

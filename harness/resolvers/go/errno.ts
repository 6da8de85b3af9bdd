/** What Go's syscall.Errno says of the errors that sockets and files give (zerrors_linux_amd64.go). */
import type { Errno } from "../../world/world.ts";

const TEXTS: Readonly<Record<string, string>> = {
  EPERM: "operation not permitted",
  ENOENT: "no such file or directory",
  EINTR: "interrupted system call",
  EIO: "input/output error",
  EBADF: "bad file descriptor",
  EAGAIN: "resource temporarily unavailable",
  ENOMEM: "cannot allocate memory",
  EACCES: "permission denied",
  ENOTDIR: "not a directory",
  EISDIR: "is a directory",
  EINVAL: "invalid argument",
  ENFILE: "too many open files in system",
  EMFILE: "too many open files",
  EPIPE: "broken pipe",
  ENOSYS: "function not implemented",
  ELOOP: "too many levels of symbolic links",
  ENAMETOOLONG: "file name too long",
  EPROTO: "protocol error",
  EMSGSIZE: "message too long",
  EPROTOTYPE: "protocol wrong type for socket",
  ENOPROTOOPT: "protocol not available",
  EPROTONOSUPPORT: "protocol not supported",
  ESOCKTNOSUPPORT: "socket type not supported",
  EOPNOTSUPP: "operation not supported",
  EPFNOSUPPORT: "protocol family not supported",
  EAFNOSUPPORT: "address family not supported by protocol",
  EADDRINUSE: "address already in use",
  EADDRNOTAVAIL: "cannot assign requested address",
  ENETDOWN: "network is down",
  ENETUNREACH: "network is unreachable",
  ENETRESET: "network dropped connection on reset",
  ECONNABORTED: "software caused connection abort",
  ECONNRESET: "connection reset by peer",
  ENOBUFS: "no buffer space available",
  EISCONN: "transport endpoint is already connected",
  ENOTCONN: "transport endpoint is not connected",
  ESHUTDOWN: "cannot send after transport endpoint shutdown",
  ETIMEDOUT: "connection timed out",
  ECONNREFUSED: "connection refused",
  EHOSTDOWN: "host is down",
  EHOSTUNREACH: "no route to host",
  EALREADY: "operation already in progress",
  EINPROGRESS: "operation now in progress",
};

/** Errno.Error(). */
export function errnoText(errno: Errno): string {
  return TEXTS[errno] ?? errno;
}

/** Errno.Timeout(). */
export function errnoIsTimeout(errno: Errno): boolean {
  return errno === "EAGAIN" || errno === "ETIMEDOUT";
}

/** Errno.Temporary(). */
export function errnoIsTemporary(errno: Errno): boolean {
  return errno === "EINTR" || errno === "EMFILE" || errno === "ENFILE" || errnoIsTimeout(errno);
}

/** os.IsNotExist. */
export function isNotExist(errno: Errno | null): boolean {
  return errno === "ENOENT";
}

/** os.IsPermission. */
export function isPermission(errno: Errno | null): boolean {
  return errno === "EACCES" || errno === "EPERM";
}

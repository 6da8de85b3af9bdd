/**
 * Linux errno numbers and names (asm-generic/errno-base.h and errno.h of Linux 6.1; x86 and ARM use them unchanged).
 * The lab is always Linux, the harness need not be, so os.constants.errno is of no use here.
 */
import type { Errno } from "./world.ts";

/** Names by number, from 1; "-" where Linux has no such number. */
const NAMES: readonly Errno[] = `
  EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK
  EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE
  EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM
  ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT
  - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP
  EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ
  ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT
  ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH
  ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED
  EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT
  ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE
  ERFKILL EHWPOISON
`
  .trim()
  .split(/\s+/);

const NUMBERS: ReadonlyMap<Errno, number> = new Map([
  ...NAMES.map((name, index): [Errno, number] => [name, index + 1]),
  ["EWOULDBLOCK", 11],
  ["EDEADLOCK", 35],
  ["ENOTSUP", 95],
]);

/** Name of an errno, such as "ENOENT"; "errno 999" for a number that Linux does not have. */
export function errnoName(number: number): Errno {
  const name = NAMES[number - 1];
  return name === undefined || name === "-" ? `errno ${number}` : name;
}

/** Number of an errno by its name; null for a name that Linux does not have. */
export function errnoNumber(name: Errno): number | null {
  return name === "-" ? null : (NUMBERS.get(name) ?? null);
}

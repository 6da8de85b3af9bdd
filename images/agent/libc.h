/* Which libc this process runs on. */
#ifndef LIBC_H
#define LIBC_H

/* "glibc" or "musl". */
const char *libc_family(void);
/* What the libc says of itself, or null: musl has no call for it. */
const char *libc_version(void);
/* The libc's GNU build id in hex, or null. */
const char *libc_build_id(void);

#endif

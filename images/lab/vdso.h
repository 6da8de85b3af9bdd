/*
 * The kernel's code in every program that tells the time without a system call (vdso(7)). A supervised program gets
 * it replaced by system calls of numbers that no kernel has, which its supervisor answers. Hiding it would not do:
 * glibc 2.17 then jumps to the vsyscall page, which many kernels do not have, and a host's answer to the real call
 * would be felt where it is not on a machine.
 */
#ifndef VDSO_H
#define VDSO_H

#include <sys/types.h>

enum { VDSO_CLOCK_GETTIME = 20000, VDSO_GETTIMEOFDAY, VDSO_TIME, VDSO_CALLS_END };

/* Finds the functions in this process' own. Returns NULL, or why they cannot be found. */
const char *vdso_prepare(void);
/* Replaces them in a thread that has just begun a new program. Returns 0, or -1 where that failed. */
int vdso_replace(pid_t thread, unsigned long stack);
/* The same in a copy of this process. */
int vdso_replace_copy(pid_t thread);

#endif

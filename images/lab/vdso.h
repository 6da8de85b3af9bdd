/*
 * The kernel's code in every program that tells the time without a system call (vdso(7)). A supervised program gets
 * it replaced by the system calls for the same, which its supervisor answers. They carry a mark: a host's answer to such
 * a call is not for who does not make it on a machine. Hiding the code would not do, as glibc 2.17 then jumps to the
 * vsyscall page, which many kernels do not have.
 */
#ifndef VDSO_H
#define VDSO_H

#include <sys/types.h>

/* The mark, in an argument that none of these calls has. */
enum { VDSO_MARK = 0x5258, VDSO_MARKED_ARGUMENT = 4 };

/* Finds the functions in this process' own. Returns NULL, or why they cannot be found. */
const char *vdso_prepare(void);
/* Whether one of them is replaced by this system call. In any other call the mark is what an earlier one left behind. */
int vdso_makes(int call);
/* Replaces them in a thread that has just begun a new program. Returns 0, or -1 where that failed. */
int vdso_replace(pid_t thread, unsigned long stack);
/* The same in a copy of this process. */
int vdso_replace_copy(pid_t thread);

#endif

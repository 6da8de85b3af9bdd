/* Which system calls the program of a cell gets to make, and which a host answers in the kernel's place. */
#ifndef SECCOMP_H
#define SECCOMP_H

#include "fields.h"

/*
 * The filter with a host's answers, `*length` bytes of it. The agent installs it when it begins to look up: what its own
 * start needs is no lookup's matter. Ends the process when an answer is for a call that this machine does not have.
 */
const void *seccomp_answers(const struct answer *answers, size_t count, size_t *length);
/*
 * Prepares the filter that keeps a program in its cell; in a supervised program, calls that have to do with time stop it.
 * Before the fork, so that afterwards nothing can fail but the kernel.
 */
void seccomp_prepare(int is_supervised);
/* Installs it; what follows must be execve(2). Returns 0, or an errno. */
int seccomp_install(void);

#endif

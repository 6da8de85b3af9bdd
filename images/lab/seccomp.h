/* Which system calls the program of a cell gets to make, and which a host answers in the kernel's place. */
#ifndef SECCOMP_H
#define SECCOMP_H

#include "fields.h"

/*
 * Prepares both filters; ends the process when an answer is for a call that this machine does not have.
 * Before the fork, so that afterwards nothing can fail but the kernel.
 */
void seccomp_prepare(const struct answer *answers, size_t count);
/* Installs them; what follows must be execve(2). Returns 0, or an errno. */
int seccomp_install(void);

#endif

/* The numbers of system calls on this CPU, by name. */
#ifndef SYSCALL_NAMES_H
#define SYSCALL_NAMES_H

/* The number, or -1 where the kernel headers that labd was built with have no such call. */
int syscall_number(const char *name);

#endif

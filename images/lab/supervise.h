/*
 * Puts a program on the time of its cell: every call that tells the time, sleeps or waits stops it (seccomp and
 * ptrace), and when all of it waits, the cell's network is asked what happens next. The kernel still runs every other
 * call, and decides by itself whether a wait would end: it is asked with a timeout of nothing.
 */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include <stdint.h>
#include <sys/types.h>

/*
 * Begins with a process that has not made the program of itself yet; `clock` is from step_connect, and its time
 * begins at `begin_ns`. Needs no capability.
 */
void supervise_begin(pid_t program, int clock, int64_t begin_ns);
/* A thread stopped or ended, as waitpid(2) tells. Returns whether that was only a stop. */
int supervise_take(pid_t thread, int status);
/* Goes on as far as it can; to be called when no thread has anything left to tell. */
void supervise_proceed(void);

#endif

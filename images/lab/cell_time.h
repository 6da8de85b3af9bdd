/* The time that a supervised cell sees, and the system calls that ask for it. */
#ifndef CELL_TIME_H
#define CELL_TIME_H

#include "registers.h"

#include <stdint.h>

/*
 * What the real-time clock shows when a cell's time begins: 2024-01-01T00:00:00Z. The same in every run, as libcs make
 * query ids and random numbers of it; and what the simulated world of the harness begins with, too.
 */
#define CELL_EPOCH_S 1704067200LL

/* Nanoseconds since the cell's time began. */
int64_t cell_time_now(void);
/* Moves on to a later time, after a wait. */
void cell_time_set(int64_t now_ns);
/* Whether this is a call that asks for the time, and not for a processor's. */
int cell_time_is_asked(const registers *registers);
/* Answers it in the thread that is stopped before it. Returns 0, or -1 where the thread is gone. */
int cell_time_answer(pid_t thread, registers *registers);
/*
 * Has this process and all that come of it stop, by SIGSEGV, where they read the processor's own counter of time: glibc
 * makes random numbers of it. Does nothing where a processor's cannot be withheld.
 */
void cell_time_withhold_counter(void);
/* Whether a thread that got SIGSEGV has tried that; then it has read the cell's time instead. */
int cell_time_counter_read(pid_t thread);
/* Nanoseconds since the cell's time began of a point in time of a clock (CLOCK_REALTIME or another). */
int64_t cell_time_of_clock(int clock, int64_t seconds, int64_t ns);

#endif

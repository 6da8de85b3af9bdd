#include "wait_call.h"

#include "cell_time.h"
#include "step.h"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#ifndef SYS_epoll_pwait2 /* Linux 5.11 */
#define SYS_epoll_pwait2 441
#endif

enum unit { MILLISECONDS, TIMESPEC, TIMEVAL };

static const int64_t NS_PER_S = 1000000000, NS_PER_MS = 1000000, NS_PER_US = 1000;
/* Some thirty years: no deadline that a cell lives to see. */
static const int64_t LONGEST_S = 1000000000;

/* Calls that wait for descriptors, where each has its timeout. */
static const struct {
  long call;
  int timeout;
  enum unit unit;
  /* Argument of the first set of descriptors; 0 for none. */
  int sets;
} polls[] = {
#ifdef SYS_poll
    {SYS_poll, 2, MILLISECONDS, 0},
#endif
    {SYS_ppoll, 2, TIMESPEC, 0},
#ifdef SYS_select
    {SYS_select, 4, TIMEVAL, 1},
#endif
    {SYS_pselect6, 4, TIMESPEC, 1},
#ifdef SYS_epoll_wait
    {SYS_epoll_wait, 3, MILLISECONDS, 0},
#endif
    {SYS_epoll_pwait, 3, MILLISECONDS, 0},
    {SYS_epoll_pwait2, 3, TIMESPEC, 0},
};
enum { POLLS = sizeof polls / sizeof *polls };

static int poll_index(long call) {
  for (int i = 0; i < POLLS; i++)
    if (polls[i].call == call) return i;
  return -1;
}

/* Reads a struct timespec or timeval. Returns 0 where there is none that the kernel would take. */
static int read_time(pid_t thread, unsigned long address, enum unit unit, int64_t *seconds, int64_t *ns) {
  int64_t time[2];
  if (memory_read(thread, address, time, 2) < 0) return 0;
  int64_t scale = unit == TIMEVAL ? NS_PER_US : 1;
  if (time[0] < 0 || time[1] < 0 || time[1] >= NS_PER_S / scale) return 0;
  *seconds = time[0] < LONGEST_S ? time[0] : LONGEST_S;
  *ns = time[1] * scale;
  return 1;
}

/* A timeout from now on. Returns 0 where the call does not wait at all, or the kernel says why not. */
static int set_timeout(pid_t thread, struct wait_call *call, int64_t now_ns, int argument, enum unit unit) {
  unsigned long value = registers_argument(&call->before, argument);
  int64_t seconds = 0, ns = 0;
  call->deadline_ns = STEP_NO_DEADLINE;
  if (unit == MILLISECONDS) {
    if ((int)value < 0) return 1;
    ns = (int)value * NS_PER_MS;
  } else {
    if (value == 0) return 1;
    if (!read_time(thread, value, unit, &seconds, &ns)) return 0;
  }
  if (seconds == 0 && ns == 0) return 0;
  if (seconds < LONGEST_S) call->deadline_ns = now_ns + seconds * NS_PER_S + ns;
  return 1;
}

static size_t set_words(const registers *before) {
  int descriptors = (int)registers_argument(before, 0);
  size_t bits = descriptors > 0 ? (size_t)descriptors : 0, words = (bits + 8 * sizeof(long) - 1) / (8 * sizeof(long));
  return words < SET_WORDS ? words : SET_WORDS;
}

static int keep_sets(pid_t thread, struct wait_call *call, int first) {
  for (int i = 0; i < SETS; i++) {
    unsigned long address = registers_argument(&call->before, first + i);
    if (address && memory_read(thread, address, call->sets[i], set_words(&call->before)) < 0) return 0;
  }
  return 1;
}

static int restore_sets(pid_t thread, const struct wait_call *call, int first) {
  for (int i = 0; i < SETS; i++) {
    unsigned long address = registers_argument(&call->before, first + i);
    if (address && memory_write(thread, address, call->sets[i], set_words(&call->before)) < 0) return -1;
  }
  return 0;
}

static void read_sleep(pid_t thread, struct wait_call *call, int64_t now_ns, int clock, int absolute, int argument) {
  int64_t seconds, ns;
  if (!read_time(thread, registers_argument(&call->before, argument), TIMESPEC, &seconds, &ns)) return;
  call->what = WAIT_TIME;
  call->deadline_ns = absolute ? cell_time_of_clock(clock, seconds, ns) : now_ns + seconds * NS_PER_S + ns;
}

/* FUTEX_WAIT has a timeout from now on, FUTEX_WAIT_BITSET a point in time (futex(2)). */
static void read_futex(pid_t thread, struct wait_call *call, int64_t now_ns) {
  int operation = (int)registers_argument(&call->before, 1), absolute = (operation & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
  if (!absolute && (operation & FUTEX_CMD_MASK) != FUTEX_WAIT) return;
  int64_t seconds, ns;
  call->late = -ETIMEDOUT;
  call->deadline_ns = STEP_NO_DEADLINE;
  if (registers_argument(&call->before, 3)) {
    if (!read_time(thread, registers_argument(&call->before, 3), TIMESPEC, &seconds, &ns)) return;
    int clock = operation & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    call->deadline_ns = absolute ? cell_time_of_clock(clock, seconds, ns) : now_ns + seconds * NS_PER_S + ns;
  }
  call->what = WAIT_EVENT;
}

void wait_call_read(pid_t thread, const registers *registers, int64_t now_ns, struct wait_call *call) {
  long number = registers_call(registers);
  int index = poll_index(number);
  call->what = WAIT_NOT;
  call->before = *registers;
  call->late = 0;
  call->deadline_ns = STEP_NO_DEADLINE;
  if (index >= 0) {
    if (!set_timeout(thread, call, now_ns, polls[index].timeout, polls[index].unit)) return;
    if (polls[index].sets && !keep_sets(thread, call, polls[index].sets)) return;
    call->what = WAIT_EVENT;
  } else if (number == SYS_wait4) {
    if (!(registers_argument(registers, 2) & WNOHANG)) call->what = WAIT_CHILD;
#ifdef SYS_nanosleep
  } else if (number == SYS_nanosleep) {
    read_sleep(thread, call, now_ns, CLOCK_MONOTONIC, 0, 0);
#endif
  } else if (number == SYS_clock_nanosleep) {
    int clock = (int)registers_argument(registers, 0), flags = (int)registers_argument(registers, 1);
    if (clock >= 0 && clock <= CLOCK_TAI) read_sleep(thread, call, now_ns, clock, flags & TIMER_ABSTIME, 2);
  } else if (number == SYS_futex) {
    read_futex(thread, call, now_ns);
  }
}

/* A timeout of nothing in the thread's memory. Returns its address, or 0. */
static unsigned long write_zero_time(pid_t thread, const registers *registers) {
  const int64_t zero[2] = {0, 0};
  unsigned long place = registers_scratch(registers);
  return memory_write(thread, place, zero, 2) < 0 ? 0 : place;
}

int wait_call_try(pid_t thread, const struct wait_call *call, registers *registers) {
  long number = registers_call(&call->before);
  int index = poll_index(number), timeout = index >= 0 ? polls[index].timeout : 3;
  if (number == SYS_wait4) {
    registers_set_argument(registers, 2, registers_argument(registers, 2) | WNOHANG);
  } else if (index >= 0 && polls[index].unit == MILLISECONDS) {
    registers_set_argument(registers, timeout, 0);
  } else {
    unsigned long zero = write_zero_time(thread, registers);
    if (!zero) return -1;
    registers_set_argument(registers, timeout, zero);
  }
  if (index >= 0 && polls[index].sets && restore_sets(thread, call, polls[index].sets) < 0) return -1;
  return registers_set(thread, registers);
}

int wait_call_would_wait(const struct wait_call *call, long result) {
  return result == call->late;
}

const char *wait_call_about(const struct wait_call *call) {
  switch (call->what) {
    case WAIT_READ: return "waits for TCP data without a timeout";
    case WAIT_CHILD: return "waits for the end of a process that itself waits";
    case WAIT_TIME: return "sleeps without an end";
    default:
      return registers_call(&call->before) == SYS_futex ? "waits for another thread, without a timeout"
                                                        : "waits for a reply, without a timeout";
  }
}

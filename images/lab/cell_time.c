#include "cell_time.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

enum {
  NS_PER_S = 1000000000,
  NS_PER_US = 1000,
  /* What the other clocks show at the beginning: none is ever 0, which programs may take for "never". */
  UPTIME_S = 1000,
  /*
   * Time goes on by so much with each look at it: musl up to 1.2.3 makes the ids of its two queries of the clock, and
   * takes one's reply for the other's where they are equal.
   */
  LOOK_NS = 1000,
  /* Who looks more often than this without waiting waits with the processor; its time goes faster and faster. */
  PATIENT_LOOKS = 100,
  HURRY_PERCENT = 1,
};

static int64_t now_ns, look_ns = LOOK_NS;
static int looks;

int64_t cell_time_now(void) {
  return now_ns;
}

void cell_time_set(int64_t later_ns) {
  now_ns = later_ns;
  look_ns = LOOK_NS;
  looks = 0;
}

static void look(int64_t *time_ns) {
  *time_ns += look_ns;
  if (++looks > PATIENT_LOOKS) look_ns += look_ns * HURRY_PERCENT / 100;
}

int cell_time_is_asked(const registers *registers) {
  switch (registers_call(registers)) {
    case SYS_clock_gettime: {
      int clock = (int)registers_argument(registers, 0);
      return clock >= 0 && clock <= CLOCK_TAI && clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID;
    }
    case SYS_gettimeofday:
#ifdef SYS_time
    case SYS_time:
#endif
      return 1;
    default: return 0;
  }
}

static int is_of_day(int clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI;
}

static int64_t begin_s(int clock) {
  return is_of_day(clock) ? CELL_EPOCH_S : UPTIME_S;
}

int64_t cell_time_of_clock(int clock, int64_t seconds, int64_t ns) {
  return (seconds - begin_s(clock)) * NS_PER_S + ns;
}

int cell_time_answer(pid_t thread, registers *registers) {
  long result = 0;
  int64_t time[2];
  look(&now_ns);
  switch (registers_call(registers)) {
    case SYS_clock_gettime:
      time[0] = begin_s((int)registers_argument(registers, 0)) + now_ns / NS_PER_S;
      time[1] = now_ns % NS_PER_S;
      if (memory_write(thread, registers_argument(registers, 1), time, 2) < 0) result = -EFAULT;
      break;
    case SYS_gettimeofday:
      time[0] = CELL_EPOCH_S + now_ns / NS_PER_S;
      time[1] = now_ns % NS_PER_S / NS_PER_US;
      if (registers_argument(registers, 0) && memory_write(thread, registers_argument(registers, 0), time, 2) < 0)
        result = -EFAULT;
      break;
    default:
      result = time[0] = CELL_EPOCH_S + now_ns / NS_PER_S;
      if (registers_argument(registers, 0) && memory_write(thread, registers_argument(registers, 0), time, 1) < 0)
        result = -EFAULT;
  }
  return registers_skip(thread, registers, result);
}

#if defined(__x86_64__)

/* rdtsc and rdtscp, as numbers of the first bytes in memory. */
enum { RDTSC = 0x310f, RDTSC_BYTES = 2, RDTSCP = 0xf9010f, RDTSCP_BYTES = 3 };
/* How far it is before the clocks. */
static int64_t counter_ahead_ns;

void cell_time_withhold_counter(void) {
  prctl(PR_SET_TSC, PR_TSC_SIGSEGV);
}

int cell_time_counter_read(pid_t thread) {
  registers now;
  unsigned long code;
  if (registers_get(thread, &now) < 0 || memory_read(thread, now.rip, &code, 1) < 0) return 0;
  int bytes = (code & 0xffff) == RDTSC ? RDTSC_BYTES : (code & 0xffffff) == RDTSCP ? RDTSCP_BYTES : 0;
  if (!bytes) return 0;
  /*
   * It must not move the clocks: glibc before 2.30 reads it in each new process (sysdeps/nptl/fork.c), while the process
   * that made it may look at a clock.
   */
  look(&counter_ahead_ns);
  unsigned long counter = (unsigned long)(now_ns + counter_ahead_ns);
  now.rip += (unsigned long)bytes;
  now.rax = counter & 0xffffffff;
  now.rdx = counter >> 32;
  if (bytes == RDTSCP_BYTES) now.rcx = 0;
  return registers_set(thread, &now) == 0;
}

#else

void cell_time_withhold_counter(void) {
}

int cell_time_counter_read(pid_t thread) {
  (void)thread;
  return 0;
}

#endif

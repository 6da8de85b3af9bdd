/* System calls that wait: until when, what for, and how to ask whether they still would. */
#ifndef WAIT_CALL_H
#define WAIT_CALL_H

#include "registers.h"

#include <stdint.h>

enum wait_for {
  /* The call does not wait, or not for anything that a supervisor decides. */
  WAIT_NOT,
  /* File descriptors, or another thread: asked again after each event. */
  WAIT_EVENT,
  /* Data of a stream (blocking_read.h). */
  WAIT_READ,
  /* The end of a child. */
  WAIT_CHILD,
  /* Time alone. */
  WAIT_TIME,
};

enum {
  /* select(2) keeps its sets of descriptors in memory and empties them when its time is up. */
  SET_WORDS = 1024 / 8 / sizeof(long),
  SETS = 3,
};

struct wait_call {
  enum wait_for what;
  /* As the program made it. */
  registers before;
  /* STEP_NO_DEADLINE where it has none. */
  int64_t deadline_ns;
  /* What the program sees when the deadline comes. */
  long late;
  unsigned long sets[SETS][SET_WORDS];
};

/* Looks at the call that a thread is stopped before; its timeouts count from `now_ns`. */
void wait_call_read(pid_t thread, const registers *registers, int64_t now_ns, struct wait_call *call);
/*
 * Has the call made without waiting; `registers` are the thread's own before it. Whether it would have waited shows in
 * its result. Returns 0, or -1 where the thread is gone or has no memory for it.
 */
int wait_call_try(pid_t thread, const struct wait_call *call, registers *registers);
/* Whether this result of a call that was tried means that it would have waited. */
int wait_call_would_wait(const struct wait_call *call, long result);
/* For people: what such a call waits for. */
const char *wait_call_about(const struct wait_call *call);

#endif

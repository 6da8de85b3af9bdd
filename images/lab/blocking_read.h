/*
 * Reading from a stream that waits without a timeout, as glibc does over TCP. No timeout can be taken out of such a
 * call, so the thread makes two others in its place first: it polls, and asks whether its descriptor waits at all.
 */
#ifndef BLOCKING_READ_H
#define BLOCKING_READ_H

#include "registers.h"

enum reading {
  /* The call that the thread stands before may be made. */
  READING_GOES_ON,
  /* Another call is made in its place: its end, and the call's next beginning, are to be told. */
  READING_EXAMINED,
  /* The call would wait. The thread stands before it. */
  READING_WAITS,
};

enum question { IS_READY, IS_PATIENT, NO_QUESTION };

struct blocking_read {
  /* What is asked at the call's next beginning. */
  enum question next;
  registers before;
};

/* At the beginning of any call of the thread. */
enum reading blocking_read_begins(pid_t thread, struct blocking_read *read);
/* At the end of a call that was made in its place. */
enum reading blocking_read_examined(pid_t thread, struct blocking_read *read);

#endif

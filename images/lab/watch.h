/* The event loop: file descriptors that somebody waits for. */
#ifndef WATCH_H
#define WATCH_H

#include <poll.h>
#include <signal.h>
#include <stdint.h>

/* Part of whatever waits. */
struct watch {
  int fd;
  /* POLLIN, POLLOUT; may be changed at any time. */
  short events;
  /* Called with what happened; may add and remove watches, also its own. */
  void (*ready)(struct watch *watch, short happened);
};

void watch_add(struct watch *watch);
/* Afterwards the watch may be freed; the file descriptor stays open. */
void watch_remove(struct watch *watch);
/* Forgets all watches: for a process that was just forked. */
void watch_forget(void);
/*
 * Waits until something happens or a signal arrives that `mask` lets through, and calls who waited; no longer than
 * `most_ns`, unless that is negative.
 * By ppoll(2): poll(2) may be one of the calls that a host answers.
 */
void watch_wait(const sigset_t *mask, int64_t most_ns);
/* Calls those for whom something has happened already; returns how many. */
int watch_now(void);

#endif

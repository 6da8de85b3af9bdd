#include "watch.h"

#include "fatal.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { NS_PER_S = 1000000000 };

static struct watch **watches;
static struct pollfd *polled;
static size_t count, capacity;

void watch_add(struct watch *watch) {
  if (count == capacity) {
    capacity = capacity ? capacity * 2 : 16;
    watches = realloc(watches, capacity * sizeof(struct watch *));
    polled = realloc(polled, capacity * sizeof(struct pollfd));
    if (!watches || !polled) fatal("no memory for the event loop", ENOMEM);
  }
  watches[count++] = watch;
}

void watch_remove(struct watch *watch) {
  for (size_t i = 0; i < count; i++)
    if (watches[i] == watch) watches[i] = NULL;
}

void watch_forget(void) {
  count = 0;
}

static void close_gaps(void) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (watches[i]) watches[kept++] = watches[i];
  count = kept;
}

static int wait_and_call(const sigset_t *mask, const struct timespec *most) {
  close_gaps();
  size_t waiting = count;
  int called = 0;
  for (size_t i = 0; i < waiting; i++)
    polled[i] = (struct pollfd){.fd = watches[i]->fd, .events = watches[i]->events};
  if (ppoll(polled, waiting, most, mask) < 0) {
    if (errno == EINTR) return 0;
    fatal("ppoll", errno);
  }
  for (size_t i = 0; i < waiting; i++) {
    short happened = polled[i].revents;
    if (!watches[i] || !happened) continue;
    watches[i]->ready(watches[i], happened);
    called++;
  }
  return called;
}

void watch_wait(const sigset_t *mask, int64_t most_ns) {
  const struct timespec most = {.tv_sec = most_ns / NS_PER_S, .tv_nsec = most_ns % NS_PER_S};
  wait_and_call(mask, most_ns < 0 ? NULL : &most);
}

int watch_now(void) {
  const struct timespec none = {0};
  return wait_and_call(NULL, &none);
}

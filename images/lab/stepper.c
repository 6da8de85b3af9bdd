#include "stepper.h"

#include "client.h"
#include "clock.h"
#include "fatal.h"
#include "link.h"
#include "queries.h"
#include "schedule.h"
#include "step.h"
#include "tap.h"
#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const int64_t NS_PER_US = 1000;

/* A step that was asked for and not made yet. */
static struct {
  int is_asked, is_of_cell;
  int64_t deadline_ns;
} step;
static int cell_fd = -1;
/* What client sockets had told when the harness heard of the last step. */
static unsigned heard;

static void ask(int is_of_cell, int64_t at_ns, int64_t deadline_ns) {
  if (!clock_is_virtual() || step.is_asked) fatal("a step that cannot be made", 0);
  clock_advance(at_ns);
  step.is_asked = 1;
  step.is_of_cell = is_of_cell;
  step.deadline_ns = deadline_ns;
}

static void cell_asks(struct watch *watch, short happened) {
  struct step_request request;
  (void)happened;
  ssize_t count = recv(watch->fd, &request, sizeof request, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count == sizeof request) {
    ask(1, request.now_ns, request.deadline_ns);
    return;
  }
  /* The cell is over. */
  if (step.is_of_cell) step.is_asked = 0;
  watch_remove(watch);
}

/* The first to connect is the supervisor: its program has not begun yet. */
static void cell_connects(struct watch *watch, short happened) {
  static struct watch cell;
  (void)happened;
  int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) return;
  cell_fd = fd;
  cell = (struct watch){.fd = fd, .events = POLLIN, .ready = cell_asks};
  watch_add(&cell);
  watch_remove(watch);
  close(watch->fd);
}

void stepper_open(void) {
  static struct watch door;
  door = (struct watch){.fd = step_listen(), .events = POLLIN, .ready = cell_connects};
  watch_add(&door);
}

void stepper_step(struct reader *payload) {
  int64_t deadline_us = read_i64(payload);
  if (!payload->ok) return;
  ask(0, clock_ns(), deadline_us < 0 || deadline_us > INT64_MAX / NS_PER_US ? STEP_NO_DEADLINE : deadline_us * NS_PER_US);
}

static void answer(enum step_end end) {
  step.is_asked = 0;
  if (step.is_of_cell) {
    struct step_reply reply = {clock_ns(), end};
    /* Not read: the cell is gone, which its socket tells. */
    if (send(cell_fd, &reply, sizeof reply, MSG_NOSIGNAL) < 0 && errno != EPIPE)
      fatal("telling a cell of a step", errno);
    return;
  }
  heard = client_told();
  size_t mark = link_frame(STEPPED);
  bytes_i64(&to_labd.out, clock_ns() / NS_PER_US);
  bytes_u8(&to_labd.out, (uint8_t)end);
  link_frame_end(mark);
}

/* Until whatever was sent has arrived and was read: on loopback nothing stays on its way. */
static void settle(void) {
  do {
    while (watch_now()) continue;
    tap_drain();
  } while (tap_wait_for_stragglers());
}

static void make_step(void) {
  settle();
  if (!step.is_asked || query_is_open()) return;
  schedule_settle(clock_ns());
  if (!step.is_of_cell && client_told() != heard) {
    answer(STEP_DELIVERED);
    return;
  }
  int64_t due_ns = schedule_due();
  if (due_ns != INT64_MAX && due_ns <= step.deadline_ns) {
    clock_advance(due_ns);
    schedule_perform(1);
    settle();
    answer(STEP_DELIVERED);
  } else if (step.deadline_ns != STEP_NO_DEADLINE) {
    clock_advance(step.deadline_ns);
    answer(STEP_TIME);
  } else {
    answer(STEP_NOTHING);
  }
}

void stepper_proceed(void) {
  if (clock_is_virtual()) {
    if (step.is_asked && !query_is_open()) make_step();
    return;
  }
  schedule_settle(clock_ns());
  while (schedule_due() <= clock_ns()) schedule_perform(0);
}

int64_t stepper_wait_ns(void) {
  int64_t due_ns = schedule_due();
  if (clock_is_virtual() || due_ns == INT64_MAX) return -1;
  int64_t left_ns = due_ns - clock_ns();
  return left_ns > 0 ? left_ns : 0;
}

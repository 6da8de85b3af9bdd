/*
 * What the supervisor of a cell and the process of its network say to each other: all of the cell waits, until when;
 * and what happened instead. On an abstract socket, which belongs to the network's namespace.
 */
#ifndef STEP_H
#define STEP_H

#include <stdint.h>

/* Nanoseconds since the cell's clock began; no deadline at all is the latest. */
#define STEP_NO_DEADLINE INT64_MAX

struct step_request {
  int64_t now_ns;
  int64_t deadline_ns;
};

enum step_end {
  /* The deadline came. */
  STEP_TIME = 0,
  /* Something was delivered. */
  STEP_DELIVERED = 1,
  /* There is no deadline, and nothing will ever come. */
  STEP_NOTHING = 2,
};

struct step_reply {
  int64_t now_ns;
  int64_t end;
};

/* A socket of the network that one supervisor may connect to. */
int step_listen(void);
int step_connect(void);

#endif

#include "clock.h"

#include "cell_time.h"

#include <time.h>

static const int64_t NS_PER_S = 1000000000, NS_PER_US = 1000, US_PER_S = 1000000;

static int is_virtual;
/* Since the cell's time began. */
static int64_t now_ns;

static int64_t machine_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

void clock_be_virtual(void) {
  is_virtual = 1;
}

int clock_is_virtual(void) {
  return is_virtual;
}

int64_t clock_us(void) {
  return is_virtual ? CELL_EPOCH_S * US_PER_S + now_ns / NS_PER_US : machine_ns(CLOCK_REALTIME) / NS_PER_US;
}

int64_t clock_ns(void) {
  return is_virtual ? now_ns : machine_ns(CLOCK_MONOTONIC);
}

void clock_advance(int64_t later_ns) {
  if (later_ns > now_ns) now_ns = later_ns;
}

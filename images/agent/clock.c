#include "clock.h"

#include <stddef.h>
#include <sys/time.h>

long long clock_now_us(void) {
  struct timeval now;
  gettimeofday(&now, NULL);
  return now.tv_sec * 1000000LL + now.tv_usec;
}

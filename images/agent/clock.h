/* The real-time clock, the one that the lab's tap uses too. */
#ifndef CLOCK_H
#define CLOCK_H

/* Microseconds since 1970. */
long long clock_now_us(void);

#endif

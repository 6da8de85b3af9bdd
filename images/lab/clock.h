/* The clock of a network: the machine's, or one that stands still while anybody has anything to do (stepper.h). */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

void clock_be_virtual(void);
int clock_is_virtual(void);
/* Microseconds since 1970. */
int64_t clock_us(void);
/* Nanoseconds, since whenever; they never go back. */
int64_t clock_ns(void);
/* Moves a virtual clock on to a later time, of clock_ns. */
void clock_advance(int64_t later_ns);

#endif

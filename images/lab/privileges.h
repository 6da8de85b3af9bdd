/* What a process of labd may still do. */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

#include <stdint.h>

/* Gives up all capabilities, for good: this process opens and runs nothing of its own any more. */
void privileges_drop_all(void);
/*
 * Becomes user and group `uid` and keeps what a program in an image may have: nothing, except that uid 0 may read
 * and write all files (CAP_DAC_OVERRIDE), as root in an ordinary container.
 */
void privileges_of_user(uint32_t uid);

#endif

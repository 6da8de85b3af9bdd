/* What the fixture's servers will do, and when: it says so of every query, also where that is nothing. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "bytes.h"

/* SCHEDULE: what comes of a query. */
void schedule_take(struct reader *payload);
/* What was taken since the last call begins to wait at this time. */
void schedule_settle(int64_t now_ns);
/* When the next thing is due; INT64_MAX for never. */
int64_t schedule_due(void);
/*
 * Does what is due next. Where several servers' turns come at the same moment, the order of NET_OPEN says whose is first,
 * by default the one that is listed first; and CHOICE tells of it where `is_choice`.
 */
void schedule_perform(int is_choice);
/* `order` of NET_OPEN: numbers below 256, which of the servers is first at the first choice, at the second, and so on. */
void schedule_order(char *numbers, const char *whole);

#endif

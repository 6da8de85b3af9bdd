/* Queries that went to the harness, which has to say of each what comes of it: until then nothing else may happen. */
#ifndef QUERIES_H
#define QUERIES_H

#include <stdint.h>

/* One more; returns its number, from 1. */
uint32_t query_asked(void);
/* The harness has said what comes of this one. Ends the process when it was not asked. */
void query_answered(uint32_t number);
/* Whether the harness has something to say yet. */
int query_is_open(void);

#endif

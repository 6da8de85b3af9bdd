/* A process that looks up, as a program does: a fork of the agent, whose libc has read nothing yet. */
#ifndef PROCESS_H
#define PROCESS_H

#include "request.h"

/* Memory that the processes share; before everything else. */
void process_prepare(void);
/* Does the requests in order, of which the last is a lookup: all lookups in one process. Writes a line for each. */
void process_run(const struct request *requests, size_t count);

#endif

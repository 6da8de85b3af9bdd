/* A process that looks up, as a program does: a fork of the agent, whose libc has read nothing yet. */
#ifndef PROCESS_H
#define PROCESS_H

#include "request.h"

/* Memory that the processes share; before everything else. */
void process_prepare(void);
/* Does the requests in order, the lookups among them in one process, and writes a line for each lookup. */
void process_run(const struct request *requests, size_t count);

#endif

/* Files that change while a process runs. */
#ifndef WRITING_H
#define WRITING_H

#include "request.h"

/* Puts something in the place of what was at the path. Returns 0 or an errno. */
int write_file(const struct request *request);

#endif

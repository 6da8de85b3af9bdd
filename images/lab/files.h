/* A scenario's files, laid into a cell's root. */
#ifndef FILES_H
#define FILES_H

#include "fields.h"

/* Lays one file; missing directories above it are made. What was at its path goes away, a link itself and not its target. */
void files_lay(const struct file *file);
/* Puts the agent at /.resolver-matrix/agent, and beside it the filter that it begins its lookups with, if there is one. */
void files_lay_agent(const unsigned char *content, size_t length, const void *answers, size_t answers_length);
/* Takes away what Docker leaves in images that lack it: empty files of mode 0755. */
void files_remove_dockers(void);

#endif

/* One cell: a program that runs, or files that are read, in an image's root and a network's namespace. */
#ifndef CELL_H
#define CELL_H

#include "frame.h"

/* clone(2) flags of the process that a cell begins with: its namespaces, but for the network's. */
extern const int CELL_NAMESPACES;

/* Loads the agent, which is laid into every cell from then on. */
void cell_agent(const char *path);
/* Cells are made in a container: what Docker leaves in an image is taken away again. */
void cell_in_docker(void);
/* Runs in a process of its own, the first of its process namespace; `request` is CELL_RUN or CELL_READ. */
_Noreturn void cell_main(const struct frame *request);

#endif

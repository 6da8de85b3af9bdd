/* The processes of networks and cells, as labd itself sees them. */
#ifndef CHILD_H
#define CHILD_H

#include "frame.h"

#include <sys/types.h>

/* What a child does after the fork; `request` is the frame that asked for it. Must not return. */
typedef void child_main(const struct frame *request);

/*
 * Starts the process of network or cell `request->id`, in the new namespaces that `flags` (clone(2)) name.
 * Its frames go to `out`, and a FAILED frame when it cannot be started.
 */
void child_start(const struct frame *request, child_main *run, int flags, struct bytes *out);
/* Whether a network or cell with this id is there. */
int child_exists(uint32_t id);
/* Hands a frame on to the process of its id; does nothing when that is gone. */
void child_send(const struct frame *frame);
/* Kills a cell and everything in it; CELL_EXIT follows when that is done. */
void child_kill(uint32_t id);
/* Collects the processes that ended. */
void child_reap(void);
/* Kills all of them and waits for their end. */
void child_kill_all(void);

#endif

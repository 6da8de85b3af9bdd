/*
 * Does what the servers of a network do when it is due. On a virtual clock that is when somebody who looks up waits, and
 * asks for the next event: then, and only then, time goes on.
 */
#ifndef STEPPER_H
#define STEPPER_H

#include "bytes.h"

/* With a virtual clock: a supervisor (supervise.h) may connect. */
void stepper_open(void);
/* STEP: who looks up in the harness waits. */
void stepper_step(struct reader *payload);
/* Does what is due; steps to the next event when a step is asked for and nobody has anything left to do. */
void stepper_proceed(void);
/* How long that has time; -1 for until something happens. */
int64_t stepper_wait_ns(void);

#endif

/* The program of a cell: started, fed, listened to, and waited for. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "fields.h"

/*
 * Runs the program in the cell that this process made and tells labd what it says and how it ends. `clock` is from
 * step_connect, or negative: then the machine's time is the program's.
 */
_Noreturn void program_run(const struct fields *fields, int clock);

#endif

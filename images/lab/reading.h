/* Reading a cell's files as its user. */
#ifndef READING_H
#define READING_H

#include "fields.h"

/* Reads every path of `fields->reads` and tells labd. */
_Noreturn void reading_run(const struct fields *fields);

#endif

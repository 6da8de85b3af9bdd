#ifndef LOOPBACK_INDEX_H
#define LOOPBACK_INDEX_H

/* lo is the first link of every network namespace. */
enum { LOOPBACK_INDEX = 1 };

#endif

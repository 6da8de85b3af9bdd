/* One call of getaddrinfo, as Go's cgo resolver makes it. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "request.h"

/* Looks up, and builds the result's line; whoever waits for it writes it. */
void look_up(const struct request *request);

#endif

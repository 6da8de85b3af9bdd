/* One call of getaddrinfo, as Go's cgo resolver makes it. */
#ifndef LOOKUP_H
#define LOOKUP_H

/* Looks `name` up for `family` (AF_UNSPEC, AF_INET, AF_INET6) and writes the result's line. */
void look_up(const char *name, int family);

#endif

/* What a network asks the kernel by rtnetlink(7). */
#ifndef RTNETLINK_H
#define RTNETLINK_H

#include <sys/socket.h>

/* Gives lo an address as /32 or /128. Returns 0 or an errno. */
int rtnetlink_add(const struct sockaddr_storage *address);
/* Whether packets to the address are delivered to this machine. */
int rtnetlink_is_local(const struct sockaddr_storage *address);

#endif

/* The only link of a network: lo and its addresses. */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <sys/socket.h>

/* Brings lo up; the kernel gives it 127.0.0.1/8 and ::1. */
void loopback_up(void);
/*
 * Gives lo this address as /32 or /128, unless it is lo's already; `text` is the address for messages.
 * Returns 0 when IPv6 was switched off by a sysctl of this network: then the address is unreachable, as on such a host.
 */
int loopback_add(const struct sockaddr_storage *address, const char *text);

/* Waits until the kernel delivers to an IPv6 address that was added. */
void loopback_await_route(const struct sockaddr_storage *address, const char *text);

#endif

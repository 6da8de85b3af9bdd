/* What a network has besides lo: one interface, whose other end leads nowhere. */
#ifndef INTERFACE_H
#define INTERFACE_H

#include <sys/socket.h>

/* Gives the interface, which is made at the first call, an address; `text` is the address for messages. */
void interface_add(const struct sockaddr_storage *address, unsigned char prefix_length, const char *text);
/* Whether it was made. */
int interface_exists(void);
/* Sends everything of a family (AF_INET, AF_INET6) that has no other way over the interface, to be never heard of again. */
void interface_route(int family);

#endif

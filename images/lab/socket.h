/* What the two sides of a network do alike with sockets. */
#ifndef SOCKET_H
#define SOCKET_H

#include "bytes.h"
#include "watch.h"

/* The address with this port, and with lo as scope where IPv6 needs one. */
void socket_place(const struct sockaddr_storage *address, uint16_t port, struct sockaddr_storage *place);
/* Every write of the harness becomes a segment at once: how a stream is cut is part of what is tested. */
void socket_no_delay(int fd);
/*
 * Sends of the queue what the socket takes now, and watches for the rest.
 * Returns 0, or the errno that sending failed with.
 */
int socket_flush(struct watch *watch, struct bytes *queue);

#endif

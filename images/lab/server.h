/* The nameservers' side of a network: addresses on lo, their ports 53, and who talks to them. */
#ifndef SERVER_H
#define SERVER_H

#include "bytes.h"

enum port_state { PORT_OPEN, PORT_CLOSED, PORT_SILENT, PORT_UNREACHABLE };

/* Adds a nameserver's address, the next in the numbering of frames; `text` is the address for messages. */
void server_add(const struct sockaddr_storage *address, const char *text, enum port_state udp, enum port_state tcp);
/* What SCHEDULE says that a server does. */
void server_udp_reply(struct reader *payload);
void server_tcp_write(uint32_t connection, struct reader *payload);
void server_tcp_close(uint32_t connection, struct reader *payload);
/*
 * So many more things (or less) are still to come on a connection: an action, or the word on a query. It closes when
 * nothing is and its peer has sent its last byte. Does nothing where there is no such connection.
 */
void server_owes(uint32_t connection, int things);

#endif

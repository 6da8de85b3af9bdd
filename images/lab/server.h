/* The nameservers' side of a network: addresses on lo, their ports 53, and who talks to them. */
#ifndef SERVER_H
#define SERVER_H

#include "bytes.h"

enum port_state { PORT_OPEN, PORT_CLOSED, PORT_SILENT, PORT_UNREACHABLE };

/* Adds a nameserver's address, the next in the numbering of frames; `text` is the address for messages. */
void server_add(const struct sockaddr_storage *address, const char *text, enum port_state udp, enum port_state tcp);
/* UDP_REPLY, TCP_WRITE and TCP_CLOSE. */
void server_udp_reply(struct reader *payload);
void server_tcp_write(struct reader *payload);
void server_tcp_close(struct reader *payload);

#endif

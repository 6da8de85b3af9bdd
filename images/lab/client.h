/* Client sockets in a network, for resolvers that run in the harness. */
#ifndef CLIENT_H
#define CLIENT_H

#include "bytes.h"

/* SOCK_OPEN, SOCK_SEND, SOCK_SEND_TO, SOCK_CLOSE and SOURCE. */
void client_open(struct reader *payload);
void client_send(struct reader *payload);
void client_send_to(struct reader *payload);
void client_close(struct reader *payload);
void client_source(struct reader *payload);
/* How often the harness was told something of them. */
unsigned client_told(void);

#endif

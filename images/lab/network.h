/* One network: the process that holds its namespace, with the sockets in it. */
#ifndef NETWORK_H
#define NETWORK_H

#include "frame.h"

/* Runs in a process of its own; `request` is NET_OPEN. */
_Noreturn void network_main(const struct frame *request);

#endif

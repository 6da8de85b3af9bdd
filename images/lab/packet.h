/* Which packets a trace is made of. */
#ifndef PACKET_H
#define PACKET_H

#include <stddef.h>

/* Whether an IP packet is DNS (port 53, UDP or TCP) or an ICMP or ICMPv6 error. */
int packet_matters(const unsigned char *packet, size_t length);

#endif

/* What a network asks the kernel by rtnetlink(7). */
#ifndef RTNETLINK_H
#define RTNETLINK_H

#include <sys/socket.h>

/* Gives an interface an address with the length of its network's prefix. Returns 0 or an errno, as all of these. */
int rtnetlink_add(const struct sockaddr_storage *address, unsigned char prefix_length, int interface);
/* Makes an interface of a kind (ip-link(8)). EOPNOTSUPP: there is no such kind here. */
int rtnetlink_make_link(const char *name, const char *kind);
/* Has it give itself no link-local address when it comes up. */
int rtnetlink_no_link_local(int interface);
/* Brings an interface up that asks for nobody's hardware address: what is sent is sent at once. */
int rtnetlink_bring_up(int interface);
/* A default route over the interface, without a gateway. */
int rtnetlink_default_route(int family, int interface);
/* Whether packets to the address are delivered to this machine. */
int rtnetlink_is_local(const struct sockaddr_storage *address);

#endif

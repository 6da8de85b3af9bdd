#include "interface.h"

#include "fatal.h"
#include "loopback.h"
#include "rtnetlink.h"

#include <errno.h>
#include <net/if.h>
#include <stddef.h>

static const char NAME[] = "eth0";

/* All of them throw away what is sent; kernels are built without one or the other. */
static const char *const KINDS[] = {"dummy", "ifb", "bridge"};

static int made;

int interface_exists(void) {
  return made != 0;
}

/* The index of the interface; made and brought up at the first call. */
static int interface_index(void) {
  if (made) return made;
  int error = EOPNOTSUPP;
  for (size_t i = 0; error == EOPNOTSUPP && i < sizeof KINDS / sizeof *KINDS; i++)
    error = rtnetlink_make_link(NAME, KINDS[i]);
  if (error) fatal("an interface for the scenario's addresses (of the kinds dummy, ifb and bridge)", error);
  made = (int)if_nametoindex(NAME);
  if (!made) fatal("finding the dummy interface", errno);
  /* EAFNOSUPPORT: there is no IPv6 here at all. */
  error = rtnetlink_no_link_local(made);
  if (error && error != EAFNOSUPPORT) fatal("keeping the interface from an address of its own", error);
  if ((error = rtnetlink_bring_up(made)) != 0) fatal("bringing the dummy interface up", error);
  return made;
}

void interface_add(const struct sockaddr_storage *address, unsigned char prefix_length, const char *text) {
  int error = rtnetlink_add(address, prefix_length, interface_index());
  if (error && error != EEXIST) fatal_about("adding an address to the interface:", text, error);
  if (address->ss_family == AF_INET6) loopback_await_route(address, text);
}

void interface_route(int family) {
  int error = rtnetlink_default_route(family, interface_index());
  if (error && error != EEXIST) fatal("adding a default route", error);
}

#include "loopback.h"

#include "fatal.h"
#include "loopback_index.h"
#include "rtnetlink.h"
#include "sysctl.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Some seconds, on a machine that has much else to do. */
enum { MOST_TRIES = 50 * 1000, PAUSE_NS = 100 * 1000 };

void loopback_up(void) {
  struct ifreq request = {.ifr_name = "lo"};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fatal("a socket to bring lo up", errno);
  if (ioctl(fd, SIOCGIFFLAGS, &request) < 0) fatal("reading the flags of lo", errno);
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  if (ioctl(fd, SIOCSIFFLAGS, &request) < 0) fatal("bringing lo up", errno);
  close(fd);
}

/*
 * The kernel makes a new IPv6 address' own route later, in a work queue (addrconf_dad_work): until then the address
 * can be bound and connected to, but its packets come back as unreachable.
 */
void loopback_await_route(const struct sockaddr_storage *address, const char *text) {
  const struct timespec pause = {.tv_nsec = PAUSE_NS};
  for (int tries = 0; !rtnetlink_is_local(address); tries++) {
    if (tries == MOST_TRIES) fatal_about("the kernel made no route to", text, 0);
    nanosleep(&pause, NULL);
  }
}

int loopback_add(const struct sockaddr_storage *address, const char *text) {
  const struct sockaddr_in *four = (const void *)address;
  int is_six = address->ss_family == AF_INET6;
  /* 127.0.0.0/8 is lo's as a whole, and its source address towards all of it is 127.0.0.1. */
  if (!is_six && (ntohl(four->sin_addr.s_addr) >> 24) == 127) return 1;
  int error = rtnetlink_add(address, is_six ? 128 : 32, LOOPBACK_INDEX);
  if (error == EACCES && is_six && sysctl_disabled_ipv6()) return 0;
  if (error && error != EEXIST) fatal_about("adding an address to lo:", text, error);
  if (is_six) loopback_await_route(address, text);
  return 1;
}

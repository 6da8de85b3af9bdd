#include "rtnetlink.h"

#include "loopback_index.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

struct request {
  struct nlmsghdr head;
  union {
    struct ifaddrmsg address;
    struct rtmsg route;
  } body;
  unsigned char attributes[2 * RTA_SPACE(16)];
};

union answer {
  struct nlmsghdr head;
  struct {
    struct nlmsghdr head;
    struct nlmsgerr error;
  } failure;
  struct {
    struct nlmsghdr head;
    struct rtmsg route;
  } found;
  unsigned char bytes[4096];
};

static size_t raw_address(const struct sockaddr_storage *address, const void **raw) {
  if (address->ss_family == AF_INET6) {
    *raw = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return 16;
  }
  *raw = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
  return 4;
}

static void add_attribute(struct request *request, unsigned short type, const void *data, size_t length) {
  struct rtattr *attribute = (void *)((unsigned char *)request + request->head.nlmsg_len);
  attribute->rta_type = type;
  attribute->rta_len = (unsigned short)RTA_LENGTH(length);
  memcpy(RTA_DATA(attribute), data, length);
  request->head.nlmsg_len += (unsigned)RTA_SPACE(length);
}

/* Sends the request and receives one answer. Returns 0 or an errno. */
static int ask(const struct request *request, union answer *answer) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return errno;
  int error = 0;
  if (send(fd, request, request->head.nlmsg_len, 0) < 0 || recv(fd, answer, sizeof *answer, 0) < 0) error = errno;
  else if (answer->head.nlmsg_type == NLMSG_ERROR) error = -answer->failure.error.error;
  close(fd);
  return error;
}

int rtnetlink_add(const struct sockaddr_storage *address) {
  union answer answer;
  const void *raw;
  size_t length = raw_address(address, &raw);
  struct request request = {
      .head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.address),
               .nlmsg_type = RTM_NEWADDR,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
      .body.address = {.ifa_family = (unsigned char)address->ss_family,
                       .ifa_prefixlen = (unsigned char)(8 * length),
                       /* Without NODAD an address cannot be bound until nobody else claimed it. */
                       .ifa_flags = address->ss_family == AF_INET6 ? IFA_F_NODAD : 0,
                       .ifa_index = LOOPBACK_INDEX}};
  add_attribute(&request, IFA_LOCAL, raw, length);
  add_attribute(&request, IFA_ADDRESS, raw, length);
  return ask(&request, &answer);
}

int rtnetlink_is_local(const struct sockaddr_storage *address) {
  union answer answer;
  const void *raw;
  size_t length = raw_address(address, &raw);
  struct request request = {
      .head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.route),
               .nlmsg_type = RTM_GETROUTE,
               .nlmsg_flags = NLM_F_REQUEST},
      .body.route = {.rtm_family = (unsigned char)address->ss_family, .rtm_dst_len = (unsigned char)(8 * length)}};
  add_attribute(&request, RTA_DST, raw, length);
  return ask(&request, &answer) == 0 && answer.head.nlmsg_type == RTM_NEWROUTE &&
         answer.found.route.rtm_type == RTN_LOCAL;
}

#include "rtnetlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

struct request {
  struct nlmsghdr head;
  union {
    struct ifaddrmsg address;
    struct rtmsg route;
    struct ifinfomsg link;
  } body;
  unsigned char attributes[8 * RTA_SPACE(16)];
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

int rtnetlink_add(const struct sockaddr_storage *address, unsigned char prefix_length, int interface) {
  union answer answer;
  const void *raw;
  size_t length = raw_address(address, &raw);
  struct request request = {
      .head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.address),
               .nlmsg_type = RTM_NEWADDR,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
      .body.address = {.ifa_family = (unsigned char)address->ss_family,
                       .ifa_prefixlen = prefix_length,
                       /* Without NODAD an address cannot be bound until nobody else claimed it. */
                       .ifa_flags = address->ss_family == AF_INET6 ? IFA_F_NODAD : 0,
                       .ifa_index = (unsigned)interface}};
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

/* Begins an attribute that holds others, up to nest_end. */
static struct rtattr *nest_begin(struct request *request, unsigned short type) {
  struct rtattr *nest = (void *)((unsigned char *)request + request->head.nlmsg_len);
  add_attribute(request, type, "", 0);
  return nest;
}

static void nest_end(struct request *request, struct rtattr *nest) {
  nest->rta_len = (unsigned short)((unsigned char *)request + request->head.nlmsg_len - (unsigned char *)nest);
}

int rtnetlink_make_link(const char *name, const char *kind) {
  union answer answer;
  struct request request = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.link),
                                     .nlmsg_type = RTM_NEWLINK,
                                     .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL}};
  add_attribute(&request, IFLA_IFNAME, name, strlen(name) + 1);
  struct rtattr *info = nest_begin(&request, IFLA_LINKINFO);
  add_attribute(&request, IFLA_INFO_KIND, kind, strlen(kind));
  nest_end(&request, info);
  return ask(&request, &answer);
}

int rtnetlink_no_link_local(int interface) {
  const unsigned char none = IN6_ADDR_GEN_MODE_NONE;
  union answer answer;
  struct request request = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.link),
                                     .nlmsg_type = RTM_NEWLINK,
                                     .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
                            .body.link = {.ifi_index = interface}};
  struct rtattr *families = nest_begin(&request, IFLA_AF_SPEC);
  struct rtattr *six = nest_begin(&request, AF_INET6);
  add_attribute(&request, IFLA_INET6_ADDR_GEN_MODE, &none, sizeof none);
  nest_end(&request, six);
  nest_end(&request, families);
  return ask(&request, &answer);
}

int rtnetlink_bring_up(int interface) {
  union answer answer;
  struct request request = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.link),
                                     .nlmsg_type = RTM_NEWLINK,
                                     .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
                            .body.link = {.ifi_index = interface,
                                          .ifi_flags = IFF_UP | IFF_NOARP,
                                          .ifi_change = IFF_UP | IFF_NOARP}};
  return ask(&request, &answer);
}

int rtnetlink_default_route(int family, int interface) {
  union answer answer;
  struct request request = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof request.body.route),
                                     .nlmsg_type = RTM_NEWROUTE,
                                     .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
                            .body.route = {.rtm_family = (unsigned char)family,
                                           .rtm_table = RT_TABLE_MAIN,
                                           .rtm_protocol = RTPROT_STATIC,
                                           .rtm_scope = family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                                           .rtm_type = RTN_UNICAST}};
  add_attribute(&request, RTA_OIF, &interface, sizeof interface);
  return ask(&request, &answer);
}

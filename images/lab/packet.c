#include "packet.h"

#include <netinet/in.h>

enum { DNS_PORT = 53 };

static int is_port_53(const unsigned char *ports, size_t length) {
  return length >= 4 && (ports[0] * 256 + ports[1] == DNS_PORT || ports[2] * 256 + ports[3] == DNS_PORT);
}

/* RFC 792: destination unreachable, source quench, redirect, time exceeded, parameter problem. */
static int is_icmp_error(unsigned char type) {
  return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

static int carries(int protocol, const unsigned char *data, size_t length) {
  switch (protocol) {
    case IPPROTO_UDP:
    case IPPROTO_TCP: return is_port_53(data, length);
    case IPPROTO_ICMP: return length >= 1 && is_icmp_error(data[0]);
    case IPPROTO_ICMPV6: return length >= 1 && data[0] < 128; /* RFC 4443, section 2.1 */
    default: return 0;
  }
}

/* RFC 8200, section 4: each extension header begins with the next header's number and its own length. */
static int six_matters(const unsigned char *packet, size_t length) {
  size_t offset = 40;
  int next = length >= offset ? packet[6] : IPPROTO_NONE;
  while (next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING || next == IPPROTO_DSTOPTS || next == IPPROTO_FRAGMENT) {
    if (length < offset + 8) return 0;
    size_t size = next == IPPROTO_FRAGMENT ? 8 : 8 * ((size_t)packet[offset + 1] + 1);
    next = packet[offset];
    offset += size;
  }
  return offset <= length && carries(next, packet + offset, length - offset);
}

int packet_matters(const unsigned char *packet, size_t length) {
  if (length < 20) return 0;
  if (packet[0] >> 4 == 6) return six_matters(packet, length);
  size_t header = 4 * (size_t)(packet[0] & 15);
  return packet[0] >> 4 == 4 && header <= length && carries(packet[9], packet + header, length - header);
}

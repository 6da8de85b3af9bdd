#include "tap.h"

#include "clock.h"
#include "fatal.h"
#include "interface.h"
#include "link.h"
#include "loopback_index.h"
#include "packet.h"
#include "watch.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#ifndef PACKET_IGNORE_OUTGOING /* Linux 4.20 */
#define PACKET_IGNORE_OUTGOING 23
#endif

enum {
  /* Some ten thousand packets of a DNS exchange, should labd not get to run for a while. */
  RECEIVE_BUFFER = 16 * 1024 * 1024,
  LONGEST_PACKET = 128 * 1024,
  /* As many as are passed on before others have their turn. */
  TURN = 256,
  /* More than the buffer holds: the end of a drain, even if the cell sends on and on. */
  MOST_DRAINED = 64 * 1024,
  /* Loopback takes microseconds; after this long a packet was thrown away. */
  LONGEST_JOURNEY_MS = 10 * 1000,
};

/* Packets that went out on lo, and that came in again. */
static uint64_t sent, received;

static void pass_on_packets(int most);

static void ready(struct watch *watch, short happened) {
  (void)watch;
  (void)happened;
  pass_on_packets(TURN);
}

static struct watch tap = {.fd = -1, .events = POLLIN, .ready = ready};

void tap_prepare(void) {
  int on = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  /* It stays open: packets are stamped as long as any socket wants it (net_enable_timestamp in Linux). */
  if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on);
}

void tap_open(void) {
  /* What leaves by another interface than lo comes back nowhere, so that it has to be seen going out. */
  const int everywhere = interface_exists();
  struct sockaddr_ll place = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = everywhere ? 0 : LOOPBACK_INDEX};
  int on = 1, size = RECEIVE_BUFFER;
  /* SOCK_DGRAM: from the IP header on. No protocol until it is bound: nothing of before comes in. */
  tap.fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (tap.fd < 0) fatal("a packet socket for the tap", errno);
  if (setsockopt(tap.fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on) < 0) fatal("timestamps for the tap", errno);
  if (setsockopt(tap.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
    setsockopt(tap.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  /* Older kernels show outgoing packets of lo, which pass_on leaves out. With a virtual clock they are counted. */
  if (!everywhere && !clock_is_virtual()) setsockopt(tap.fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
  if (bind(tap.fd, (const void *)&place, sizeof place) < 0) fatal("binding the tap", errno);
  if (!clock_is_virtual()) watch_add(&tap);
}

static int64_t timestamp_us(struct msghdr *message) {
  struct timeval time = {0};
  for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part))
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMP)
      memcpy(&time, CMSG_DATA(part), sizeof time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

/* Passes one packet on; returns 0 when there is none. */
static int pass_on(void) {
  static unsigned char packet[LONGEST_PACKET];
  struct sockaddr_ll from;
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(struct timeval))];
  } control;
  struct iovec data = {packet, sizeof packet};
  struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &data, .msg_iovlen = 1,
                           .msg_control = &control, .msg_controllen = sizeof control};
  ssize_t count = recvmsg(tap.fd, &message, 0);
  if (count < 0) {
    if (errno == EINTR) return 1;
    if (errno == EAGAIN) return 0;
    fatal("reading the tap", errno);
  }
  /* On lo a packet goes out and comes in: only the coming in counts. */
  int is_outgoing = from.sll_pkttype == PACKET_OUTGOING, is_on_lo = from.sll_ifindex == LOOPBACK_INDEX;
  if (is_on_lo) *(is_outgoing ? &sent : &received) += 1;
  if ((is_outgoing && is_on_lo) || !packet_matters(packet, (size_t)count)) return 1;
  size_t mark = link_frame(PACKET);
  bytes_i64(&to_labd.out, clock_is_virtual() ? clock_us() : timestamp_us(&message));
  bytes_append(&to_labd.out, packet, (size_t)count);
  link_frame_end(mark);
  return 1;
}

static void pass_on_packets(int most) {
  struct tpacket_stats statistics = {0};
  socklen_t length = sizeof statistics;
  for (int i = 0; i < most && pass_on(); i++)
    if (i % TURN == TURN - 1) link_flush();
  if (getsockopt(tap.fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &length) == 0 && statistics.tp_drops)
    fatal("the tap lost packets: more came than it could hold", 0);
}

void tap_drain(void) {
  pass_on_packets(MOST_DRAINED);
}

/* Kernels before 6.4 may leave the receiving to another thread of theirs, where much is going on. */
int tap_wait_for_stragglers(void) {
  struct pollfd readable = {.fd = tap.fd, .events = POLLIN};
  if (sent <= received) return 0;
  if (poll(&readable, 1, LONGEST_JOURNEY_MS) == 0) fatal("a packet on lo was lost", 0);
  return 1;
}

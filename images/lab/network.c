#include "network.h"

#include "client.h"
#include "clock.h"
#include "fatal.h"
#include "interface.h"
#include "link.h"
#include "loopback.h"
#include "privileges.h"
#include "schedule.h"
#include "server.h"
#include "stepper.h"
#include "sysctl.h"
#include "tap.h"
#include "watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 64 * 1024, LONGEST_LINE = 2048 };

static enum port_state state_named(const char *word, const char *transport, const char *line) {
  static const char *const names[] = {"open", "closed", "silent", "unreachable"};
  size_t length = strlen(transport);
  if (word && strncmp(word, transport, length) == 0)
    for (int i = 0; i < 4; i++)
      if (strcmp(word + length, names[i]) == 0) return (enum port_state)i;
  fatal_about("not a line of NET_OPEN:", line, 0);
}

static int parse_address(const char *text, struct sockaddr_storage *address) {
  struct sockaddr_in *four = (void *)address;
  struct sockaddr_in6 *six = (void *)address;
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &four->sin_addr) == 1) address->ss_family = AF_INET;
  else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) address->ss_family = AF_INET6;
  return address->ss_family != 0;
}

static void add_server(char *line, const char *whole) {
  char *rest;
  struct sockaddr_storage address;
  const char *text = strtok_r(line, " ", &rest);
  if (!text || !parse_address(text, &address)) fatal_about("not a line of NET_OPEN:", whole, 0);
  enum port_state udp = state_named(strtok_r(NULL, " ", &rest), "udp=", whole);
  enum port_state tcp = state_named(strtok_r(NULL, " ", &rest), "tcp=", whole);
  if ((udp == PORT_UNREACHABLE) != (tcp == PORT_UNREACHABLE))
    fatal_about("a route is per address, so both transports are unreachable or none:", whole, 0);
  server_add(&address, text, udp, tcp);
}

static void add_interface_address(char *text, const char *whole) {
  struct sockaddr_storage address;
  char *slash = strchr(text, '/');
  if (slash) *slash = 0;
  int length = slash ? atoi(slash + 1) : 0;
  if (length < 1 || !parse_address(text, &address)) fatal_about("not a line of NET_OPEN:", whole, 0);
  interface_add(&address, (unsigned char)length, text);
}

static void add_route(char *family, const char *whole) {
  if (strcmp(family, "ip4") == 0) interface_route(AF_INET);
  else if (strcmp(family, "ip6") == 0) interface_route(AF_INET6);
  else fatal_about("not a line of NET_OPEN:", whole, 0);
}

/* Calls `use` with the rest of every line that begins with `keyword`. */
static void each_line(const struct frame *request, const char *keyword, void (*use)(char *rest, const char *whole)) {
  const char *text = (const char *)request->payload, *end = text + request->length;
  size_t skipped = strlen(keyword);
  while (text < end) {
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    size_t length = (size_t)((stop ? stop : end) - text);
    char line[LONGEST_LINE], whole[LONGEST_LINE];
    if (length >= sizeof line) fatal("a line of NET_OPEN is too long", 0);
    memcpy(line, text, length);
    line[length] = 0;
    strcpy(whole, line);
    if (strncmp(line, keyword, skipped) == 0) use(line + skipped, whole);
    text += length + 1;
  }
}

static void choose_clock(char *name, const char *whole) {
  if (strcmp(name, "virtual") == 0) {
    clock_be_virtual();
    stepper_open();
  } else if (strcmp(name, "real") != 0) fatal_about("not a line of NET_OPEN:", whole, 0);
}

static void say_clock(void) {
  size_t mark = link_frame(CLOCK_IS);
  bytes_i64(&to_labd.out, clock_us());
  link_frame_end(mark);
}

static void end_network(void) {
  /* What was sent before the end is on the tap: loopback delivers within the call that sends. */
  tap_drain();
  /* Before this process ends: the kernel takes its time to close a packet socket. */
  link_frame_end(link_frame(NET_CLOSED));
  link_flush();
  _exit(0);
}

static void handle(const struct frame *frame) {
  struct reader payload = {frame->payload, frame->length, 1};
  switch (frame->type) {
    case NET_CLOSE: end_network(); break;
    case SCHEDULE: schedule_take(&payload); break;
    case STEP: stepper_step(&payload); break;
    case CLOCK: say_clock(); break;
    case SOCK_OPEN: client_open(&payload); break;
    case SOCK_SEND: client_send(&payload); break;
    case SOCK_SEND_TO: client_send_to(&payload); break;
    case SOCK_CLOSE: client_close(&payload); break;
    case SOURCE: client_source(&payload); break;
    default: fatal("a frame that no network understands", 0);
  }
  if (!payload.ok) fatal("a frame that is shorter than its type allows", 0);
}

static void read_link(struct watch *watch, short happened) {
  (void)happened;
  ssize_t count = read(watch->fd, bytes_room(&to_labd.in, READ_SIZE), READ_SIZE);
  if (count < 0 && errno == EINTR) return;
  if (count <= 0) _exit(0); /* labd is gone. */
  to_labd.in.end += (size_t)count;
  struct frame frame;
  long length;
  while ((length = frame_peek(&to_labd.in, &frame)) > 0) {
    handle(&frame);
    bytes_drop(&to_labd.in, (size_t)length);
  }
}

static void say_ready(void) {
  size_t mark = link_frame(NET_READY);
  bytes_u32(&to_labd.out, (uint32_t)getpid());
  link_frame_end(mark);
  /* From now on whatever goes wrong is the end of a network that was there. */
  to_labd.obituary = NET_CLOSED;
}

_Noreturn void network_main(const struct frame *request) {
  if (unshare(CLONE_NEWNET) < 0) fatal("unshare(2) of the network", errno);
  each_line(request, "sysctl ", sysctl_set);
  loopback_up();
  each_line(request, "address ", add_server);
  each_line(request, "interface ", add_interface_address);
  each_line(request, "route ", add_route);
  each_line(request, "clock ", choose_clock);
  each_line(request, "order ", schedule_order);
  tap_open();
  /* A cell opens this process' namespace: that takes at least the privileges that this process has. */
  privileges_drop_all();
  struct watch link = {.fd = to_labd.fd, .events = POLLIN, .ready = read_link};
  watch_add(&link);
  say_ready();
  for (;;) {
    stepper_proceed();
    link_flush();
    watch_wait(NULL, stepper_wait_ns());
  }
}

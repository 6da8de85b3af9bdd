#include "server.h"

#include "fatal.h"
#include "link.h"
#include "loopback.h"
#include "queries.h"
#include "socket.h"
#include "watch.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DNS_PORT = 53, BACKLOG = 128, LONGEST_DATAGRAM = 65535, READ_SIZE = 64 * 1024, MOST_CONNECTIONS = 512 };

/* One bound port. */
struct port {
  struct watch watch;
  uint16_t index;
  int silent;
};

struct connection {
  struct watch watch;
  struct connection *next;
  uint32_t id;
  int silent;
  /* It is to be closed; what is queued goes out first. */
  int closing;
  /* The peer has sent its last byte. */
  int ended;
  /* What is still to come on it (server_owes). */
  int owed;
  struct bytes queue;
};

struct server {
  /* -1 where nothing is bound. */
  int udp;
};

static struct server *servers;
static uint16_t server_count;
static struct connection *connections;
static unsigned connection_count;
static uint32_t last_connection;

static void read_datagram(struct watch *watch, short happened) {
  static unsigned char datagram[LONGEST_DATAGRAM];
  const struct port *port = (const struct port *)watch;
  struct sockaddr_storage source = {0};
  socklen_t length = sizeof source;
  (void)happened;
  ssize_t count = recvfrom(watch->fd, datagram, sizeof datagram, 0, (void *)&source, &length);
  if (count < 0 || port->silent) return;
  size_t mark = link_frame(UDP_QUERY);
  bytes_u32(&to_labd.out, query_asked());
  bytes_u16(&to_labd.out, port->index);
  bytes_endpoint(&to_labd.out, &source);
  bytes_append(&to_labd.out, datagram, (size_t)count);
  link_frame_end(mark);
}

static void end_connection(struct connection *connection) {
  for (struct connection **place = &connections; *place; place = &(*place)->next) {
    if (*place != connection) continue;
    *place = connection->next;
    break;
  }
  connection_count--;
  watch_remove(&connection->watch);
  close(connection->watch.fd);
  bytes_free(&connection->queue);
  free(connection);
}

static void say_data(struct connection *connection, const void *data, size_t length) {
  if (connection->silent) return;
  connection->owed++;
  if (length == 0) connection->ended = 1;
  size_t mark = link_frame(TCP_DATA);
  bytes_u32(&to_labd.out, query_asked());
  bytes_u32(&to_labd.out, connection->id);
  bytes_append(&to_labd.out, data, length);
  link_frame_end(mark);
}

static void serve_connection(struct watch *watch, short happened) {
  static unsigned char data[READ_SIZE];
  struct connection *connection = (struct connection *)watch;
  /* A peer that reset the connection takes no more: what is queued is lost, as it would be in the kernel. */
  if (happened & POLLOUT && socket_flush(watch, &connection->queue) != 0) bytes_free(&connection->queue);
  if (connection->closing && bytes_length(&connection->queue) == 0) {
    end_connection(connection);
    return;
  }
  if (!(happened & (POLLIN | POLLERR | POLLHUP))) return;
  ssize_t count = watch->events & POLLIN ? recv(watch->fd, data, sizeof data, 0) : -1;
  if (count < 0 && watch->events & POLLIN && (errno == EAGAIN || errno == EINTR)) return;
  if (watch->events & POLLIN) say_data(connection, data, count > 0 ? (size_t)count : 0);
  if (count == 0) watch->events &= (short)~POLLIN;
  /* A broken connection would be reported forever. */
  if (count < 0) watch_remove(watch);
}

static void accept_connection(struct watch *watch, short happened) {
  const struct port *port = (const struct port *)watch;
  struct sockaddr_storage source = {0};
  socklen_t length = sizeof source;
  (void)happened;
  int fd = accept4(watch->fd, (void *)&source, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) fatal("accepting a connection", errno);
    return;
  }
  if (++connection_count > MOST_CONNECTIONS) fatal("more connections than a lookup can need", 0);
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) fatal("no memory for a connection", ENOMEM);
  connection->watch = (struct watch){.fd = fd, .events = POLLIN, .ready = serve_connection};
  connection->id = ++last_connection;
  connection->silent = port->silent;
  connection->next = connections;
  connections = connection;
  socket_no_delay(fd);
  /* Left alone: what a peer sends to a silent server stays in the kernel, as with a server that hangs. */
  if (port->silent) return;
  watch_add(&connection->watch);
  size_t mark = link_frame(TCP_ACCEPTED);
  bytes_u32(&to_labd.out, connection->id);
  bytes_u16(&to_labd.out, port->index);
  bytes_endpoint(&to_labd.out, &source);
  link_frame_end(mark);
}

static int open_port(const struct sockaddr_storage *address, int type, const char *text) {
  int fd = socket(address->ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;
  if (fd < 0) fatal_about("a socket for", text, errno);
  if (address->ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(fd, (const void *)address, address_length(address)) < 0) fatal_about("binding port 53 of", text, errno);
  if (type == SOCK_STREAM && listen(fd, BACKLOG) < 0) fatal_about("listening on port 53 of", text, errno);
  return fd;
}

static void watch_port(int fd, enum port_state state, void (*ready)(struct watch *, short)) {
  struct port *port = calloc(1, sizeof *port);
  if (!port) fatal("no memory for a port", ENOMEM);
  port->watch = (struct watch){.fd = fd, .events = POLLIN, .ready = ready};
  port->index = (uint16_t)(server_count - 1);
  port->silent = state == PORT_SILENT;
  watch_add(&port->watch);
}

void server_add(const struct sockaddr_storage *address, const char *text, enum port_state udp, enum port_state tcp) {
  struct sockaddr_storage place;
  servers = realloc(servers, (size_t)(server_count + 1) * sizeof *servers);
  if (!servers) fatal("no memory for a nameserver", ENOMEM);
  struct server *server = &servers[server_count++];
  server->udp = -1;
  if (udp == PORT_UNREACHABLE || !loopback_add(address, text)) return;
  socket_place(address, DNS_PORT, &place);
  if (udp != PORT_CLOSED) {
    server->udp = open_port(&place, SOCK_DGRAM, text);
    watch_port(server->udp, udp, read_datagram);
  }
  if (tcp != PORT_CLOSED) watch_port(open_port(&place, SOCK_STREAM, text), tcp, accept_connection);
}

void server_udp_reply(struct reader *payload) {
  struct sockaddr_storage destination;
  uint16_t index = read_u16(payload);
  read_endpoint(payload, &destination);
  if (!payload->ok) return;
  if (index >= server_count || servers[index].udp < 0) fatal("a UDP reply from an address without a UDP port", 0);
  ssize_t sent = sendto(servers[index].udp, payload->data, payload->left, 0, (const void *)&destination,
                        address_length(&destination));
  /* Whoever asked may be gone, or have no route back. */
  if (sent < 0 && errno != ECONNREFUSED && errno != ENETUNREACH && errno != EHOSTUNREACH)
    fatal("sending a UDP reply", errno);
}

static struct connection *find_connection(uint32_t id) {
  for (struct connection *connection = connections; connection; connection = connection->next)
    if (connection->id == id) return connection;
  return NULL;
}

void server_tcp_write(uint32_t id, struct reader *payload) {
  struct connection *connection = find_connection(id);
  if (!connection || connection->closing) return;
  bytes_append(&connection->queue, payload->data, payload->left);
  if (socket_flush(&connection->watch, &connection->queue) != 0) bytes_free(&connection->queue);
}

static void close_when_empty(struct connection *connection) {
  if (bytes_length(&connection->queue)) connection->closing = 1;
  else end_connection(connection);
}

void server_tcp_close(uint32_t id, struct reader *payload) {
  struct connection *connection = find_connection(id);
  uint8_t reset = read_u8(payload);
  if (!payload->ok || !connection) return;
  if (reset) {
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(connection->watch.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    end_connection(connection);
  } else {
    close_when_empty(connection);
  }
}

void server_owes(uint32_t id, int things) {
  struct connection *connection = find_connection(id);
  if (!connection) return;
  connection->owed += things;
  if (connection->ended && connection->owed == 0) close_when_empty(connection);
}

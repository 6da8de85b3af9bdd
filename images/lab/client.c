#include "client.h"

#include "fatal.h"
#include "link.h"
#include "socket.h"
#include "watch.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 64 * 1024, MOST_CLIENTS = 512 };
/* System calls by the numbers of SOCK_OPENED and SOCK_ERROR. */
enum { CALL_SOCKET = 1, CALL_CONNECT = 2, CALL_WRITE = 3, CALL_READ = 4 };
enum { TRANSPORT_TCP = 1, TRANSPORT_UNCONNECTED = 2 };

struct client {
  struct watch watch;
  struct client *next;
  uint32_t id;
  int tcp;
  /* A datagram socket without a peer. */
  int unconnected;
  int connecting;
  /* What TCP did not take yet. */
  struct bytes queue;
};

static struct client *clients;
static unsigned client_count, told;

unsigned client_told(void) {
  return told;
}

static struct client *find(uint32_t id) {
  for (struct client *client = clients; client; client = client->next)
    if (client->id == id) return client;
  return NULL;
}

static void end(struct client *client) {
  for (struct client **place = &clients; *place; place = &(*place)->next) {
    if (*place != client) continue;
    *place = client->next;
    break;
  }
  client_count--;
  watch_remove(&client->watch);
  if (client->watch.fd >= 0) close(client->watch.fd);
  bytes_free(&client->queue);
  free(client);
}

static void append_local(int fd) {
  struct sockaddr_storage local = {0};
  socklen_t length = sizeof local;
  if (fd >= 0) getsockname(fd, (void *)&local, &length);
  bytes_endpoint(&to_labd.out, &local);
}

static void say_opened(const struct client *client, int error, uint8_t call) {
  told++;
  size_t mark = link_frame(SOCK_OPENED);
  bytes_u32(&to_labd.out, client->id);
  bytes_u32(&to_labd.out, (uint32_t)error);
  bytes_u8(&to_labd.out, call);
  append_local(error ? -1 : client->watch.fd);
  link_frame_end(mark);
}

static void say_error(uint32_t id, int error, uint8_t call) {
  told++;
  size_t mark = link_frame(SOCK_ERROR);
  bytes_u32(&to_labd.out, id);
  bytes_u32(&to_labd.out, (uint32_t)error);
  bytes_u8(&to_labd.out, call);
  link_frame_end(mark);
}

static void connected(struct client *client, int error) {
  say_opened(client, error, CALL_CONNECT);
  if (error) {
    end(client);
    return;
  }
  client->connecting = 0;
  client->watch.events = POLLIN;
  if (client->tcp) socket_no_delay(client->watch.fd);
}

static void read_datagram(struct client *client) {
  static unsigned char data[READ_SIZE];
  struct sockaddr_storage source = {0};
  socklen_t length = sizeof source;
  ssize_t count = recvfrom(client->watch.fd, data, sizeof data, 0, (void *)&source, &length);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) say_error(client->id, errno, CALL_READ);
    return;
  }
  size_t mark = link_frame(SOCK_DATAGRAM);
  bytes_u32(&to_labd.out, client->id);
  bytes_endpoint(&to_labd.out, &source);
  bytes_append(&to_labd.out, data, (size_t)count);
  link_frame_end(mark);
}

static void read_client(struct client *client) {
  static unsigned char data[READ_SIZE];
  if (client->unconnected) {
    read_datagram(client);
    return;
  }
  ssize_t count = recv(client->watch.fd, data, sizeof data, 0);
  if (count < 0) {
    if (errno == EAGAIN || errno == EINTR) return;
    say_error(client->id, errno, CALL_READ);
    /* A datagram socket goes on after an ICMP error; a stream is broken, and would be reported forever. */
    if (client->tcp) watch_remove(&client->watch);
    return;
  }
  told++;
  size_t mark = link_frame(SOCK_DATA);
  bytes_u32(&to_labd.out, client->id);
  bytes_append(&to_labd.out, data, (size_t)count);
  link_frame_end(mark);
  if (count == 0 && client->tcp) client->watch.events &= (short)~POLLIN;
}

static void flush(struct client *client) {
  int error = socket_flush(&client->watch, &client->queue);
  if (!error) return;
  bytes_free(&client->queue);
  say_error(client->id, error, CALL_WRITE);
}

static void ready(struct watch *watch, short happened) {
  struct client *client = (struct client *)watch;
  if (client->connecting) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(watch->fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) error = errno;
    connected(client, error);
    return;
  }
  if (happened & POLLOUT) flush(client);
  if (watch->events & POLLIN) {
    if (happened & (POLLIN | POLLERR | POLLHUP)) read_client(client);
  } else if (happened & (POLLERR | POLLHUP)) {
    watch_remove(watch); /* Both directions are over, and reading told so. */
  }
}

void client_open(struct reader *payload) {
  struct sockaddr_storage remote;
  uint32_t id = read_u32(payload);
  uint8_t transport = read_u8(payload);
  int tcp = transport == TRANSPORT_TCP;
  read_endpoint(payload, &remote);
  if (!payload->ok) return;
  if (find(id)) fatal("a client socket was opened with an id that is in use", 0);
  if (++client_count > MOST_CLIENTS) fatal("more client sockets than a lookup can need", 0);
  struct client *client = calloc(1, sizeof *client);
  if (!client) fatal("no memory for a socket", ENOMEM);
  int fd = socket(remote.ss_family, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  client->watch = (struct watch){.fd = fd, .events = POLLOUT, .ready = ready};
  client->id = id;
  client->tcp = tcp;
  client->unconnected = transport == TRANSPORT_UNCONNECTED;
  client->next = clients;
  clients = client;
  if (fd < 0) {
    say_opened(client, errno, CALL_SOCKET);
    end(client);
    return;
  }
  client->connecting = 1;
  watch_add(&client->watch);
  if (client->unconnected) {
    int off = 0;
    if (remote.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    connected(client, bind(fd, (const void *)&remote, address_length(&remote)) < 0 ? errno : 0);
    return;
  }
  int error = connect(fd, (const void *)&remote, address_length(&remote)) < 0 ? errno : 0;
  if (error != EINPROGRESS) connected(client, error);
}

void client_send(struct reader *payload) {
  struct client *client = find(read_u32(payload));
  if (!payload->ok || !client) return;
  if (client->tcp) {
    bytes_append(&client->queue, payload->data, payload->left);
    if (!client->connecting) flush(client);
  } else if (send(client->watch.fd, payload->data, payload->left, MSG_NOSIGNAL) < 0) {
    say_error(client->id, errno, CALL_WRITE);
  }
}

void client_send_to(struct reader *payload) {
  struct sockaddr_storage remote;
  struct client *client = find(read_u32(payload));
  read_endpoint(payload, &remote);
  if (!payload->ok || !client) return;
  if (sendto(client->watch.fd, payload->data, payload->left, MSG_NOSIGNAL, (const void *)&remote,
             address_length(&remote)) < 0)
    say_error(client->id, errno, CALL_WRITE);
}

void client_close(struct reader *payload) {
  struct client *client = find(read_u32(payload));
  if (payload->ok && client) end(client);
}

/* RFC 6724 compares source addresses; connecting a datagram socket chooses one and sends nothing. */
void client_source(struct reader *payload) {
  struct sockaddr_storage remote;
  uint32_t request = read_u32(payload);
  read_endpoint(payload, &remote);
  if (!payload->ok) return;
  int fd = socket(remote.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  int error = fd < 0 || connect(fd, (const void *)&remote, address_length(&remote)) < 0 ? errno : 0;
  told++;
  size_t mark = link_frame(SOURCE_IS);
  bytes_u32(&to_labd.out, request);
  bytes_u32(&to_labd.out, (uint32_t)error);
  append_local(error ? -1 : fd);
  link_frame_end(mark);
  if (fd >= 0) close(fd);
}

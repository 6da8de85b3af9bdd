#include "socket.h"

#include "loopback_index.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

void socket_place(const struct sockaddr_storage *address, uint16_t port, struct sockaddr_storage *place) {
  memcpy(place, address, sizeof *place);
  if (address->ss_family == AF_INET6) {
    struct sockaddr_in6 *six = (void *)place;
    six->sin6_port = htons(port);
    if (IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) six->sin6_scope_id = LOOPBACK_INDEX;
  } else {
    ((struct sockaddr_in *)(void *)place)->sin_port = htons(port);
  }
}

void socket_no_delay(int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int socket_flush(struct watch *watch, struct bytes *queue) {
  int error = 0;
  while (bytes_length(queue) && !error) {
    ssize_t count = send(watch->fd, queue->data + queue->start, bytes_length(queue), MSG_NOSIGNAL);
    if (count >= 0) bytes_drop(queue, (size_t)count);
    else if (errno != EINTR) error = errno;
  }
  if (error == EAGAIN) {
    watch->events |= POLLOUT;
    return 0;
  }
  watch->events &= (short)~POLLOUT;
  return error;
}

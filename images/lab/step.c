#include "step.h"

#include "fatal.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Abstract: it begins with a NUL and is found in no file system. */
static const char NAME[] = "\0resolver-matrix/clock";

static socklen_t place(struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, NAME, sizeof NAME - 1);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof NAME - 1);
}

static int open_socket(void) {
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) fatal("a socket for the cell's clock", errno);
  return fd;
}

int step_listen(void) {
  struct sockaddr_un address;
  socklen_t length = place(&address);
  int fd = open_socket();
  if (bind(fd, (const void *)&address, length) < 0) fatal("binding the socket of the cell's clock", errno);
  if (listen(fd, 1) < 0) fatal("listening for the cell's clock", errno);
  return fd;
}

int step_connect(void) {
  struct sockaddr_un address;
  socklen_t length = place(&address);
  int fd = open_socket();
  if (connect(fd, (const void *)&address, length) < 0) fatal("reaching the clock of the cell's network", errno);
  return fd;
}

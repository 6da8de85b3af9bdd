#include "link.h"

#include "fatal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_FATAL = 3 };

struct link to_labd = {.fd = -1, .obituary = FAILED};

void link_begin(int fd, uint32_t id) {
  to_labd.fd = fd;
  to_labd.id = id;
}

size_t link_frame(uint8_t type) {
  return frame_begin(&to_labd.out, type, to_labd.id);
}

void link_frame_end(size_t mark) {
  frame_end(&to_labd.out, mark);
}

void link_flush(void) {
  while (bytes_length(&to_labd.out)) {
    ssize_t count = write(to_labd.fd, to_labd.out.data + to_labd.out.start, bytes_length(&to_labd.out));
    if (count >= 0) bytes_drop(&to_labd.out, (size_t)count);
    else if (errno != EINTR) _exit(STATUS_FATAL);
  }
}

static void append_reason(struct bytes *out, const char *doing, const char *about, int error) {
  bytes_text(out, doing);
  if (*about) bytes_text(out, " ");
  bytes_text(out, about);
  if (error) {
    bytes_text(out, ": ");
    bytes_text(out, strerror(error));
  }
}

_Noreturn void fatal_about(const char *doing, const char *about, int error) {
  static int dying;
  /* Saying why may itself fail, when memory runs out. */
  if (dying++) _exit(STATUS_FATAL);
  if (to_labd.fd >= 0) {
    size_t mark = link_frame(to_labd.obituary);
    append_reason(&to_labd.out, doing, about, error);
    link_frame_end(mark);
    link_flush();
  } else {
    struct bytes text = {0};
    bytes_text(&text, "labd: ");
    append_reason(&text, doing, about, error);
    bytes_u8(&text, '\n');
    if (write(2, text.data, text.end) < 0) _exit(STATUS_FATAL);
  }
  _exit(STATUS_FATAL);
}

_Noreturn void fatal(const char *what, int error) {
  fatal_about(what, "", error);
}

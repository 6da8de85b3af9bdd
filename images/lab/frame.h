/* Frames as PROTOCOL.md describes them. */
#ifndef FRAME_H
#define FRAME_H

#include "bytes.h"

enum frame_type {
  NET_OPEN = 1,
  NET_CLOSE = 2,
  SCHEDULE = 3,
  STEP = 4,
  CLOCK = 6,
  SOCK_OPEN = 7,
  SOCK_SEND = 8,
  SOCK_CLOSE = 9,
  SOURCE = 10,
  SOCK_SEND_TO = 11,
  CELL_RUN = 16,
  CELL_KILL = 17,
  CELL_READ = 18,
  NET_READY = 64,
  NET_CLOSED = 65,
  UDP_QUERY = 66,
  TCP_ACCEPTED = 67,
  TCP_DATA = 68,
  PACKET = 69,
  CLOCK_IS = 70,
  SOCK_OPENED = 71,
  SOCK_DATA = 72,
  SOCK_ERROR = 73,
  SOURCE_IS = 74,
  PERFORMED = 75,
  CHOICE = 76,
  STEPPED = 77,
  SOCK_DATAGRAM = 78,
  HELLO = 79,
  CELL_OUTPUT = 80,
  CELL_EXIT = 81,
  CELL_FILES = 82,
  CELL_NEVER = 83,
  FAILED = 127,
};

enum {
  /* The length field. */
  FRAME_LENGTH_BYTES = 4,
  /* Type and id, which the length counts. */
  FRAME_HEAD_BYTES = 5,
  LONGEST_FRAME = 4 * 1024 * 1024,
};

struct frame {
  uint8_t type;
  uint32_t id;
  /* Inside the queue that the frame was found in. */
  const unsigned char *payload;
  size_t length;
};

/* Begins a frame at the end of `out`; the payload is appended, then frame_end called with what this returned. */
size_t frame_begin(struct bytes *out, uint8_t type, uint32_t id);
void frame_end(struct bytes *out, size_t mark);

/*
 * Looks at the first frame of `in`. Returns its bytes, which the caller drops once it is done with the frame;
 * 0 when it is not whole yet; -1 when no frame can begin like this.
 */
long frame_peek(const struct bytes *in, struct frame *frame);

#endif

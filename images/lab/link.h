/* The stream of frames between the process of one network or cell and labd itself. */
#ifndef LINK_H
#define LINK_H

#include "frame.h"

struct link {
  /* -1 in labd itself. */
  int fd;
  uint32_t id;
  /* The frame that tells why the process gives up: FAILED, or NET_CLOSED once a network is ready. */
  uint8_t obituary;
  struct bytes in, out;
};

/* The one link of this process. */
extern struct link to_labd;

/* Makes this process the one of network or cell `id`. */
void link_begin(int fd, uint32_t id);
/* Begins a frame in to_labd.out; the caller appends its payload and calls link_frame_end. */
size_t link_frame(uint8_t type);
void link_frame_end(size_t mark);
/* Writes what was begun, waiting as long as it takes; ends the process when labd is gone. */
void link_flush(void);

#endif

#include "frame.h"

#include <string.h>

size_t frame_begin(struct bytes *out, uint8_t type, uint32_t id) {
  size_t mark = bytes_length(out);
  bytes_u32(out, 0);
  bytes_u8(out, type);
  bytes_u32(out, id);
  return mark;
}

void frame_end(struct bytes *out, size_t mark) {
  uint32_t length = (uint32_t)(bytes_length(out) - mark - FRAME_LENGTH_BYTES);
  memcpy(out->data + out->start + mark, &length, sizeof length);
}

long frame_peek(const struct bytes *in, struct frame *frame) {
  uint32_t length;
  const unsigned char *data = in->data + in->start;
  if (bytes_length(in) < FRAME_LENGTH_BYTES + FRAME_HEAD_BYTES) return 0;
  memcpy(&length, data, sizeof length);
  if (length < FRAME_HEAD_BYTES || length > LONGEST_FRAME) return -1;
  if (bytes_length(in) - FRAME_LENGTH_BYTES < length) return 0;
  frame->type = data[4];
  memcpy(&frame->id, data + 5, sizeof frame->id);
  frame->payload = data + FRAME_LENGTH_BYTES + FRAME_HEAD_BYTES;
  frame->length = length - FRAME_HEAD_BYTES;
  return (long)(FRAME_LENGTH_BYTES + length);
}

/* A queue of bytes that grows, and the little-endian integers and endpoints that frames are made of. */
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct bytes {
  unsigned char *data;
  /* The bytes that are in it: from `start` to `end`. */
  size_t start, end;
  size_t capacity;
};

static inline size_t bytes_length(const struct bytes *bytes) {
  return bytes->end - bytes->start;
}

/* Room for `length` more bytes behind the end; the caller moves `end`. */
unsigned char *bytes_room(struct bytes *bytes, size_t length);
void bytes_append(struct bytes *bytes, const void *data, size_t length);
void bytes_u8(struct bytes *bytes, uint8_t value);
void bytes_u16(struct bytes *bytes, uint16_t value);
void bytes_u32(struct bytes *bytes, uint32_t value);
void bytes_i64(struct bytes *bytes, int64_t value);
void bytes_text(struct bytes *bytes, const char *text);
/* Appends an endpoint; anything but AF_INET6 is taken for AF_INET. */
void bytes_endpoint(struct bytes *bytes, const struct sockaddr_storage *address);
/* Takes `length` bytes away from the front. */
void bytes_drop(struct bytes *bytes, size_t length);
void bytes_free(struct bytes *bytes);

/* Reads a payload from its beginning on; `ok` turns false, for good, when it is too short. */
struct reader {
  const unsigned char *data;
  size_t left;
  int ok;
};

const unsigned char *read_bytes(struct reader *reader, size_t length);
uint8_t read_u8(struct reader *reader);
uint16_t read_u16(struct reader *reader);
uint32_t read_u32(struct reader *reader);
int64_t read_i64(struct reader *reader);
/* An endpoint; link-local addresses get the scope of lo, the only link of a lab. */
void read_endpoint(struct reader *reader, struct sockaddr_storage *address);

/* Length of an address of this family for bind(2) and the like. */
socklen_t address_length(const struct sockaddr_storage *address);

#endif

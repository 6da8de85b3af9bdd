#include "bytes.h"

#include "fatal.h"
#include "loopback_index.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

unsigned char *bytes_room(struct bytes *bytes, size_t length) {
  if (bytes->start == bytes->end) bytes->start = bytes->end = 0;
  if (bytes->capacity - bytes->end < length && bytes->start) {
    memmove(bytes->data, bytes->data + bytes->start, bytes_length(bytes));
    bytes->end -= bytes->start;
    bytes->start = 0;
  }
  if (bytes->capacity - bytes->end < length) {
    size_t capacity = bytes->capacity ? bytes->capacity : 4096;
    while (capacity - bytes->end < length) capacity *= 2;
    unsigned char *data = realloc(bytes->data, capacity);
    if (!data) fatal("no memory for a frame", ENOMEM);
    bytes->data = data;
    bytes->capacity = capacity;
  }
  return bytes->data + bytes->end;
}

void bytes_append(struct bytes *bytes, const void *data, size_t length) {
  if (length == 0) return;
  memcpy(bytes_room(bytes, length), data, length);
  bytes->end += length;
}

/* Both CPUs are little-endian, as frames are. */
void bytes_u8(struct bytes *bytes, uint8_t value) {
  bytes_append(bytes, &value, sizeof value);
}

void bytes_u16(struct bytes *bytes, uint16_t value) {
  bytes_append(bytes, &value, sizeof value);
}

void bytes_u32(struct bytes *bytes, uint32_t value) {
  bytes_append(bytes, &value, sizeof value);
}

void bytes_i64(struct bytes *bytes, int64_t value) {
  bytes_append(bytes, &value, sizeof value);
}

void bytes_text(struct bytes *bytes, const char *text) {
  bytes_append(bytes, text, strlen(text));
}

void bytes_endpoint(struct bytes *bytes, const struct sockaddr_storage *address) {
  unsigned char raw[16] = {0};
  uint16_t port;
  if (address->ss_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const void *)address;
    memcpy(raw, &six->sin6_addr, 16);
    port = ntohs(six->sin6_port);
  } else {
    const struct sockaddr_in *four = (const void *)address;
    memcpy(raw, &four->sin_addr, 4);
    port = ntohs(four->sin_port);
  }
  bytes_u8(bytes, address->ss_family == AF_INET6 ? 6 : 4);
  bytes_append(bytes, raw, sizeof raw);
  bytes_u16(bytes, port);
}

void bytes_drop(struct bytes *bytes, size_t length) {
  bytes->start += length;
}

void bytes_free(struct bytes *bytes) {
  free(bytes->data);
  memset(bytes, 0, sizeof *bytes);
}

const unsigned char *read_bytes(struct reader *reader, size_t length) {
  static const unsigned char nothing[16];
  if (reader->left < length) {
    reader->ok = 0;
    reader->left = 0;
  }
  if (!reader->ok) return nothing;
  const unsigned char *data = reader->data;
  reader->data += length;
  reader->left -= length;
  return data;
}

uint8_t read_u8(struct reader *reader) {
  return *read_bytes(reader, 1);
}

uint16_t read_u16(struct reader *reader) {
  uint16_t value;
  memcpy(&value, read_bytes(reader, sizeof value), sizeof value);
  return value;
}

uint32_t read_u32(struct reader *reader) {
  uint32_t value;
  memcpy(&value, read_bytes(reader, sizeof value), sizeof value);
  return value;
}

int64_t read_i64(struct reader *reader) {
  int64_t value;
  memcpy(&value, read_bytes(reader, sizeof value), sizeof value);
  return value;
}

void read_endpoint(struct reader *reader, struct sockaddr_storage *address) {
  uint8_t family = read_u8(reader);
  const unsigned char *raw = read_bytes(reader, 16);
  uint16_t port = read_u16(reader);
  memset(address, 0, sizeof *address);
  if (family == 6) {
    struct sockaddr_in6 *six = (void *)address;
    six->sin6_family = AF_INET6;
    memcpy(&six->sin6_addr, raw, 16);
    six->sin6_port = htons(port);
    if (IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) six->sin6_scope_id = LOOPBACK_INDEX;
  } else {
    struct sockaddr_in *four = (void *)address;
    four->sin_family = AF_INET;
    memcpy(&four->sin_addr, raw, 4);
    four->sin_port = htons(port);
  }
}

socklen_t address_length(const struct sockaddr_storage *address) {
  return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

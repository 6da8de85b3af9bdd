#include "request.h"

#include "failing.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STATUS_BAD_REQUEST = 2, MOST_REQUESTS = 128, MOST_NUMBERS = 4, LONGEST_WORD = 15, POOL = 8 * 1024 * 1024, LONGEST_NAME = 65535 };

/* The hints of Go's net/cgo_unix.go, the same in every release: never AI_ADDRCONFIG. */
enum { FLAGS_OF_GO = AI_CANONNAME | AI_V4MAPPED | AI_ALL };

static struct request requests[MOST_REQUESTS];
static char pool[POOL];
static size_t pooled;

struct line {
  char word[LONGEST_WORD + 1];
  unsigned long long numbers[MOST_NUMBERS];
  size_t count;
};

static _Noreturn void bad_request(void) {
  static const char text[] = "agent: not a request (images/lab/PROTOCOL.md, \"The agent\")\n";
  if (write(2, text, sizeof text - 1) < 0) _exit(STATUS_BAD_REQUEST);
  _exit(STATUS_BAD_REQUEST);
}

/* The next byte of standard input, or -1 at its end. */
static int next_byte(void) {
  static unsigned char buffer[65536];
  static size_t position, filled;
  if (position == filled) {
    ssize_t count;
    do count = read(0, buffer, sizeof buffer);
    while (count < 0 && errno == EINTR);
    if (count <= 0) return -1;
    filled = (size_t)count;
    position = 0;
  }
  return buffer[position++];
}

/* A word and decimal numbers, each behind one blank. Returns 0 at the end of input. */
static int next_line(struct line *line) {
  size_t length = 0;
  int byte = next_byte();
  if (byte < 0) return 0;
  line->count = 0;
  for (; byte != ' ' && byte != '\n'; byte = next_byte()) {
    if (byte < 0 || length == LONGEST_WORD) bad_request();
    line->word[length++] = (char)byte;
  }
  line->word[length] = 0;
  while (byte == ' ') {
    unsigned long long number = 0;
    if (line->count == MOST_NUMBERS) bad_request();
    while ((byte = next_byte()) >= '0' && byte <= '9') {
      number = number * 10 + (unsigned)(byte - '0');
      if (number > 1000000000000000ULL) bad_request();
    }
    line->numbers[line->count++] = number;
  }
  if (byte != '\n') bad_request();
  return 1;
}

/* `length` bytes of input, with a NUL behind them. */
static const char *next_bytes(unsigned long long length, int is_text) {
  char *bytes = pool + pooled;
  if (length >= POOL - pooled) bad_request();
  for (size_t i = 0; i < length; i++) {
    int byte = next_byte();
    if (byte < 0 || (byte == 0 && is_text)) bad_request();
    bytes[i] = (char)byte;
  }
  pooled += length + 1;
  return bytes;
}

static int family_named(const char *word) {
  if (strcmp(word, "ip") == 0) return AF_UNSPEC;
  if (strcmp(word, "ip4") == 0) return AF_INET;
  if (strcmp(word, "ip6") == 0) return AF_INET6;
  bad_request();
}

static void read_write(const struct line *line, struct request *request) {
  request->kind = REQUEST_WRITE;
  if (line->count != 4 || line->numbers[0] > WRITTEN_FAILING) bad_request();
  request->written = (enum written_kind)line->numbers[0];
  request->mode = (unsigned)line->numbers[1];
  request->path = next_bytes(line->numbers[2], 1);
  request->length = (size_t)line->numbers[3];
  request->content = next_bytes(line->numbers[3], 0);
}

size_t requests_read(const struct request **all, int *together) {
  struct line line;
  size_t count = 0;
  int flags = FLAGS_OF_GO;
  long long deadline_us = 0;
  *together = 0;
  while (next_line(&line)) {
    if (count == MOST_REQUESTS) bad_request();
    struct request *request = &requests[count];
    if (strcmp(line.word, "together") == 0 && line.count == 0) {
      *together = 1;
    } else if (strcmp(line.word, "flags") == 0 && line.count == 1) {
      flags = (int)line.numbers[0];
    } else if (strcmp(line.word, "deadline") == 0 && line.count == 1) {
      deadline_us = (long long)line.numbers[0];
    } else if (strcmp(line.word, "fail") == 0 && line.count == 2) {
      failing_add(next_bytes(line.numbers[1], 1), (int)line.numbers[0]);
    } else if (strcmp(line.word, "wait") == 0 && line.count == 1) {
      request->kind = REQUEST_WAIT;
      request->wait_us = (long long)line.numbers[0];
      count++;
    } else if (strcmp(line.word, "write") == 0) {
      read_write(&line, request);
      count++;
    } else {
      request->kind = REQUEST_LOOKUP;
      request->family = family_named(line.word);
      if (line.count != 1 || line.numbers[0] > LONGEST_NAME) bad_request();
      request->name = next_bytes(line.numbers[0], 1);
      request->flags = flags;
      request->deadline_us = deadline_us;
      /* Each lookup is asked for with what it needs. */
      flags = FLAGS_OF_GO;
      deadline_us = 0;
      count++;
    }
  }
  *all = requests;
  return count;
}

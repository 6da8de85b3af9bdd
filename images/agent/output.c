#include "output.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* More than all addresses that two DNS messages can carry. */
enum { LONGEST_LINE = 1 << 20 };

static struct {
  size_t length;
  char text[LONGEST_LINE];
} *line;

void line_prepare(void) {
  line = mmap(NULL, sizeof *line, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (line == MAP_FAILED) _exit(4);
}

static void put(char byte) {
  /* A line that does not fit would be a lie if cut. */
  if (line->length == LONGEST_LINE) _exit(3);
  line->text[line->length++] = byte;
}

void line_begin(void) {
  line->length = 0;
}

void line_text(const char *text) {
  while (*text) put(*text++);
}

void line_number(long long value) {
  char digits[20];
  int count = 0;
  unsigned long long rest = value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;
  if (value < 0) put('-');
  do digits[count++] = (char)('0' + rest % 10);
  while (rest /= 10);
  while (count) put(digits[--count]);
}

void line_string(const char *text) {
  static const char hex[] = "0123456789abcdef";
  if (!text) {
    line_text("null");
    return;
  }
  put('"');
  for (; *text; text++) {
    unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\') {
      put('\\');
      put((char)byte);
    } else if (byte < 0x20 || byte > 0x7e) {
      line_text("\\u00");
      put(hex[byte >> 4]);
      put(hex[byte & 15]);
    } else {
      put((char)byte);
    }
  }
  put('"');
}

void line_write(void) {
  put('\n');
  for (size_t done = 0; done < line->length;) {
    ssize_t written = write(1, line->text + done, line->length - done);
    if (written >= 0) done += (size_t)written;
    else if (errno != EINTR) _exit(3);
  }
}

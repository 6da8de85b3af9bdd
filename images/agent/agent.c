/* The program inside an image: looks names up with the image's own libc (images/lab/PROTOCOL.md, "The agent"). */
#include "start.h"

#include "clock.h"
#include "libc.h"
#include "lookup.h"
#include "output.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_BAD_REQUEST = 2, LONGEST_NAME = 65535 };

static char name[LONGEST_NAME + 1];

static _Noreturn void bad_request(void) {
  static const char text[] = "agent: not a request: FAMILY LENGTH, a line end, and a name without NUL\n";
  if (write(2, text, sizeof text - 1) < 0) _exit(STATUS_BAD_REQUEST);
  _exit(STATUS_BAD_REQUEST);
}

/* The next byte of standard input, or -1 at its end. */
static int next_byte(void) {
  static unsigned char buffer[4096];
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

static int family_named(const char *word) {
  if (word[0] != 'i' || word[1] != 'p') bad_request();
  if (word[2] == 0) return AF_UNSPEC;
  if (word[3] == 0 && word[2] == '4') return AF_INET;
  if (word[3] == 0 && word[2] == '6') return AF_INET6;
  bad_request();
}

/* Reads a request into `name`. Returns 0 at the end of input. */
static int next_request(int *family) {
  char word[4] = {0};
  size_t length = 0;
  int byte = next_byte();
  if (byte < 0) return 0;
  for (size_t i = 0; byte != ' '; i++, byte = next_byte()) {
    if (byte < 0 || i == sizeof word - 1) bad_request();
    word[i] = (char)byte;
  }
  *family = family_named(word);
  while ((byte = next_byte()) != '\n') {
    if (byte < '0' || byte > '9') bad_request();
    length = length * 10 + (size_t)(byte - '0');
    if (length > LONGEST_NAME) bad_request();
  }
  for (size_t i = 0; i < length; i++) {
    byte = next_byte();
    if (byte <= 0) bad_request();
    name[i] = (char)byte;
  }
  name[length] = 0;
  return 1;
}

/* A crash of getaddrinfo is what this libc does here: a result like any other. */
static void write_crash(long long start, int number) {
  line_begin();
  line_text("{\"startUs\":");
  line_number(start);
  line_text(",\"endUs\":");
  line_number(clock_now_us());
  line_text(",\"code\":0,\"errno\":0,\"text\":\"\",\"addresses\":[],\"canonicalName\":null,\"signal\":");
  line_number(number);
  line_text("}");
  line_write();
}

/* Looks up in a fork, which has a fresh libc. */
static void answer(int family) {
  long long start = clock_now_us();
  int status;
  pid_t child = fork();
  if (child == 0) {
    look_up(name, family);
    _exit(0);
  }
  if (child < 0) _exit(4);
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) _exit(4);
  if (WIFSIGNALED(status)) write_crash(start, WTERMSIG(status));
  else if (WEXITSTATUS(status)) _exit(WEXITSTATUS(status));
}

static void greet(void) {
  line_begin();
  line_text("{\"libc\":");
  line_string(libc_family());
  line_text(",\"version\":");
  line_string(libc_version());
  line_text(",\"buildId\":");
  line_string(libc_build_id());
  line_text("}");
  line_write();
}

int main(void) {
  int family;
  greet();
  while (next_request(&family)) answer(family);
  _exit(0);
}

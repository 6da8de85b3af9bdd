#include "blocking_read.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/syscall.h>

static int reads(long call) {
  return call == SYS_read || call == SYS_readv || call == SYS_recvfrom || call == SYS_recvmsg;
}

/* Has `call` made in the place of the one that the thread is stopped before. */
static enum reading make(pid_t thread, const struct blocking_read *read, long call, const unsigned long arguments[5]) {
  registers other = read->before;
  for (int i = 0; i < 5; i++) registers_set_argument(&other, i, arguments[i]);
  return registers_exchange(thread, &other, call) < 0 ? READING_GOES_ON : READING_EXAMINED;
}

static enum reading ask_poll(pid_t thread, const struct blocking_read *read) {
  struct {
    struct pollfd descriptor;
    int64_t timeout[2];
  } memory = {.descriptor = {.fd = (int)registers_argument(&read->before, 0), .events = POLLIN}};
  unsigned long place = registers_scratch(&read->before);
  const unsigned long arguments[5] = {place, 1, place + sizeof memory.descriptor, 0, 0};
  if (memory_write(thread, place, &memory, sizeof memory / sizeof(long)) < 0) return READING_GOES_ON;
  return make(thread, read, SYS_ppoll, arguments);
}

static enum reading ask_flags(pid_t thread, const struct blocking_read *read) {
  const unsigned long arguments[5] = {registers_argument(&read->before, 0), F_GETFL, 0, 0, 0};
  return make(thread, read, SYS_fcntl, arguments);
}

enum reading blocking_read_begins(pid_t thread, struct blocking_read *read) {
  enum question question = read->next;
  read->next = IS_READY;
  if (question == NO_QUESTION) return READING_GOES_ON;
  if (registers_get(thread, &read->before) < 0 || !reads(registers_call(&read->before))) return READING_GOES_ON;
  read->next = question;
  return question == IS_READY ? ask_poll(thread, read) : ask_flags(thread, read);
}

enum reading blocking_read_examined(pid_t thread, struct blocking_read *read) {
  registers now;
  if (registers_get(thread, &now) < 0) return READING_GOES_ON;
  long result = registers_result(&now);
  /* Back to before the program's own call. */
  now = read->before;
  registers_again(&now);
  registers_set(thread, &now);
  if (read->next == IS_READY && result == 0) {
    read->next = IS_PATIENT;
    return READING_EXAMINED;
  }
  if (read->next == IS_PATIENT && result >= 0 && !(result & O_NONBLOCK)) {
    read->next = IS_READY;
    return READING_WAITS;
  }
  read->next = NO_QUESTION;
  return READING_GOES_ON;
}

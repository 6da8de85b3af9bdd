#include "answers.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { MOST_INSTRUCTIONS = 4096, STATUS_CANNOT = 4 };

static struct sock_filter code[MOST_INSTRUCTIONS];
static size_t length;

void answers_read(void) {
  ssize_t count;
  int fd = open("/.resolver-matrix/answers", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  while ((count = read(fd, (char *)code + length, sizeof code - length)) > 0) length += (size_t)count;
  if (count < 0 || length % sizeof *code || length == sizeof code) _exit(STATUS_CANNOT);
  close(fd);
}

void answers_begin(void) {
  struct sock_fprog program = {.len = (unsigned short)(length / sizeof *code), .filter = code};
  if (length && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) _exit(STATUS_CANNOT);
}

#include "process.h"

#include "answers.h"
#include "clock.h"
#include "failing.h"
#include "lookup.h"
#include "output.h"
#include "writing.h"

#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_CANNOT = 4, MOST_LOOKUPS = 128, US_PER_S = 1000000, US_PER_MS = 1000, NS_PER_US = 1000 };

static struct {
  /* How many lookups may begin. The process waits here for the next one. */
  volatile int begun;
  /* How many are over, each with its line in the shared memory of output.h. */
  volatile int over;
} *shared;

/* One pipe per lookup: its writing end closes when the lookup is over, or with the process. */
static int ends[MOST_LOOKUPS][2];

void process_prepare(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) _exit(STATUS_CANNOT);
  failing_prepare();
}

/* In the new process: it does nothing but looking up, since a host may answer any other call. */
static _Noreturn void look_up_all(const struct request *requests, size_t count, int may_fail) {
  int number = 0;
  for (size_t i = 0; i < count; i++) {
    if (requests[i].kind != REQUEST_LOOKUP) continue;
    while (shared->begun <= number) syscall(SYS_futex, &shared->begun, FUTEX_WAIT, number, NULL, NULL, 0);
    if (number == 0) {
      if (may_fail) failing_begin();
      answers_begin();
    }
    look_up(&requests[i]);
    shared->over = ++number;
    close(ends[number - 1][1]);
  }
  syscall(SYS_exit_group, 0);
  syscall(SYS_exit, 0);
  /* A host answers both. */
  for (;;) __builtin_trap();
}

/* Whether the lookup, or its process, is over before the caller gives up. */
static int await(int number, long long deadline_us) {
  struct pollfd end = {.fd = ends[number][0], .events = 0};
  int result;
  do result = poll(&end, 1, deadline_us ? (int)((deadline_us + US_PER_MS - 1) / US_PER_MS) : -1);
  while (result < 0 && errno == EINTR);
  return result != 0;
}

/* A crash of getaddrinfo is what this libc does here, and a caller that gives up a result like any other. */
static void write_other_end(long long start, int number, int gave_up) {
  line_begin();
  line_text("{\"startUs\":");
  line_number(start);
  line_text(",\"endUs\":");
  line_number(clock_now_us());
  line_text(",\"code\":0,\"errno\":0,\"text\":\"\",\"addresses\":[],\"canonicalName\":null,\"signal\":");
  line_number(number);
  line_text(gave_up ? ",\"gaveUp\":true}" : "}");
  line_write();
}

static void write_failure(const char *path, int error) {
  line_begin();
  line_text("{\"unwritable\":");
  line_string(path);
  line_text(",\"errno\":");
  line_number(error);
  line_text("}");
  line_write();
}

static void pause_for(long long us) {
  struct timespec left = {.tv_sec = us / US_PER_S, .tv_nsec = us % US_PER_S * NS_PER_US};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) continue;
}

static pid_t start(const struct request *requests, size_t count) {
  int lookups = 0, may_fail = failing_any();
  for (size_t i = 0; i < count; i++) {
    may_fail |= requests[i].kind == REQUEST_WRITE && requests[i].written == WRITTEN_FAILING;
    if (requests[i].kind == REQUEST_LOOKUP && pipe(ends[lookups++]) < 0) _exit(STATUS_CANNOT);
  }
  shared->begun = shared->over = 0;
  pid_t child = fork();
  if (child == 0) look_up_all(requests, count, may_fail);
  if (child < 0) _exit(STATUS_CANNOT);
  for (int i = 0; i < lookups; i++) close(ends[i][1]);
  return child;
}

static int collect(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) _exit(STATUS_CANNOT);
  return status;
}

void process_run(const struct request *requests, size_t count) {
  int number = 0;
  pid_t child = start(requests, count);
  for (size_t i = 0; i < count; i++) {
    const struct request *request = &requests[i];
    int error = 0;
    if (request->kind == REQUEST_WAIT) pause_for(request->wait_us);
    else if (request->kind == REQUEST_WRITE) error = write_file(request);
    if (error) {
      write_failure(request->path, error);
      _exit(0);
    }
    if (request->kind != REQUEST_LOOKUP) continue;
    long long begin = clock_now_us();
    shared->begun = number + 1;
    syscall(SYS_futex, &shared->begun, FUTEX_WAKE, 1, NULL, NULL, 0);
    /* After the last lookup the process ends, and nothing but that is waited for. */
    int is_last = i + 1 == count, status = 0, is_in_time = 1;
    if (is_last && !request->deadline_us) status = collect(child);
    else is_in_time = await(number, request->deadline_us);
    if (shared->over > number) {
      line_write();
      number++;
      if (is_last && request->deadline_us) collect(child);
      continue;
    }
    if (!is_in_time) kill(child, SIGKILL);
    if (!is_last || request->deadline_us) status = collect(child);
    if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
    write_other_end(begin, is_in_time ? WTERMSIG(status) : 0, !is_in_time);
    return;
  }
  while (number) close(ends[--number][0]);
}

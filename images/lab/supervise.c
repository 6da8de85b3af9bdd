#include "supervise.h"

#include "blocking_read.h"
#include "cell_time.h"
#include "fatal.h"
#include "link.h"
#include "step.h"
#include "vdso.h"
#include "wait_call.h"
#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_THREADS = 256, STOPPED_AT_CALL = SIGTRAP | 0x80 };
/* Longer than any resolver waits: what is still at it goes round in a circle. */
static const int64_t LONGEST_NS = 24LL * 3600 * 1000000000;

enum phase {
  RUNNING,
  /* Its call is made without waiting, and stops at its end. */
  TRYING,
  /* The same, and stops before it once more. */
  TRYING_AGAIN,
  /* Stopped, with a call that waits. */
  HELD,
  /* Other calls are made in its place, to see whether a read would wait. */
  EXAMINED,
};

struct thread {
  struct thread *next;
  pid_t id;
  enum phase phase;
  struct wait_call call;
  /* It has opened a stream, reading from which waits without a timeout: every call of it stops. */
  int has_streams;
  /* Between the beginning and the end of a call, where every call stops. */
  int is_inside;
  struct blocking_read read;
  /* What had happened when its call was tried last. */
  unsigned seen;
  /*
   * The time that it saw last, from which its timeouts count: what others see meanwhile, on another processor, must not
   * move them, or two runs would differ by how often the others looked.
   */
  int64_t known_ns;
};

static struct thread *threads;
static unsigned thread_count;
/* Rises with what may end the wait of another thread: it ran, or it is over. */
static unsigned happenings, ended_children;
static struct watch network;
static int is_asking;

static struct thread *find(pid_t id) {
  for (struct thread *thread = threads; thread; thread = thread->next)
    if (thread->id == id) return thread;
  if (++thread_count > MOST_THREADS) fatal("more threads and processes than a lookup can need", 0);
  struct thread *thread = calloc(1, sizeof *thread);
  if (!thread) fatal("no memory for a thread", ENOMEM);
  thread->id = id;
  thread->known_ns = cell_time_now();
  thread->next = threads;
  threads = thread;
  return thread;
}

static void forget(pid_t id) {
  for (struct thread **place = &threads; *place; place = &(*place)->next) {
    if ((*place)->id != id) continue;
    struct thread *gone = *place;
    *place = gone->next;
    free(gone);
    thread_count--;
    break;
  }
  happenings++;
  ended_children++;
}

/* A thread that is killed meanwhile is told of by waitpid(2). */
static void resume(const struct thread *thread, int signal) {
  ptrace(thread->has_streams ? PTRACE_SYSCALL : PTRACE_CONT, thread->id, 0, signal);
}

static void run_on(struct thread *thread) {
  thread->phase = RUNNING;
  thread->known_ns = cell_time_now();
  happenings++;
  resume(thread, 0);
}

static void lost(void) {
  /* ESRCH: it was killed. Anything else would leave the program with a wrong time. */
  if (errno != ESRCH) fatal("changing a call of the supervised program", errno);
}

static void try_call(struct thread *thread, int again) {
  registers now = thread->call.before;
  if (again) registers_again(&now);
  thread->phase = again ? TRYING_AGAIN : TRYING;
  thread->seen = thread->call.what == WAIT_CHILD ? ended_children : happenings;
  if (wait_call_try(thread->id, &thread->call, &now) < 0) lost();
  ptrace(again ? PTRACE_CONT : PTRACE_SYSCALL, thread->id, 0, 0);
}

/* The call is over, with `result`; its arguments are the program's own again. */
static void end_call(struct thread *thread, long result) {
  registers after = thread->call.before;
  registers_set_result(&after, result);
  int failed = thread->call.what == WAIT_TIME ? registers_skip(thread->id, &after, result)
                                              : registers_set(thread->id, &after);
  if (failed) lost();
  run_on(thread);
}

static void tried(struct thread *thread) {
  registers after;
  if (registers_get(thread->id, &after) < 0) return;
  thread->is_inside = 0;
  long result = registers_result(&after);
  if (!wait_call_would_wait(&thread->call, result)) end_call(thread, result);
  else if (thread->call.deadline_ns <= cell_time_now()) end_call(thread, thread->call.late);
  else thread->phase = HELD;
}

/* Before a call that the filter picks out. */
static void at_picked_call(struct thread *thread) {
  registers before;
  if (thread->phase == TRYING_AGAIN) {
    thread->phase = TRYING;
    ptrace(PTRACE_SYSCALL, thread->id, 0, 0);
    return;
  }
  if (thread->phase == EXAMINED) {
    ptrace(PTRACE_SYSCALL, thread->id, 0, 0);
    return;
  }
  if (registers_get(thread->id, &before) < 0) return;
  if (cell_time_is_asked(&before)) {
    if (cell_time_answer(thread->id, &before) < 0) lost();
    thread->known_ns = cell_time_now();
    resume(thread, 0);
    return;
  }
  if (registers_call(&before) == SYS_socket) {
    /* The filter picks out streams only. The next stop is at the end of this call. */
    thread->has_streams = thread->is_inside = 1;
    resume(thread, 0);
    return;
  }
  wait_call_read(thread->id, &before, thread->known_ns, &thread->call);
  happenings++; /* It has run until now. */
  if (thread->call.what == WAIT_NOT) resume(thread, 0);
  else if (thread->call.what == WAIT_TIME) thread->phase = HELD;
  else try_call(thread, 0);
}

static void go_on_reading(struct thread *thread, enum reading next) {
  switch (next) {
    case READING_GOES_ON:
      thread->phase = RUNNING;
      thread->known_ns = cell_time_now();
      resume(thread, 0);
      break;
    case READING_EXAMINED:
      thread->phase = EXAMINED;
      ptrace(PTRACE_SYSCALL, thread->id, 0, 0);
      break;
    case READING_WAITS:
      thread->call = (struct wait_call){.what = WAIT_READ, .deadline_ns = STEP_NO_DEADLINE};
      thread->seen = happenings;
      thread->phase = HELD;
      break;
  }
}

/* At the beginning or the end of a call. */
static void at_call(struct thread *thread) {
  if (thread->phase == TRYING) {
    tried(thread);
    return;
  }
  thread->is_inside = !thread->is_inside;
  if (thread->is_inside) go_on_reading(thread, blocking_read_begins(thread->id, &thread->read));
  else if (thread->phase == EXAMINED) go_on_reading(thread, blocking_read_examined(thread->id, &thread->read));
  else resume(thread, 0);
}

static void at_event(struct thread *thread, int event, int signal) {
  unsigned long created;
  registers now;
  switch (event) {
    case PTRACE_EVENT_SECCOMP: at_picked_call(thread); return;
    case PTRACE_EVENT_EXEC:
      if (registers_get(thread->id, &now) == 0 && vdso_replace(thread->id, registers_stack(&now)) < 0) lost();
      break;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
      /* Known from now on, so that nobody thinks all were waiting before it has begun. */
      if (ptrace(PTRACE_GETEVENTMSG, thread->id, 0, &created) == 0) find((pid_t)created);
      break;
    case PTRACE_EVENT_STOP:
      if (signal == SIGTRAP) break;
      ptrace(PTRACE_LISTEN, thread->id, 0, 0); /* Stopped by a signal, until another one. */
      return;
  }
  resume(thread, 0);
}

static _Noreturn void never(const char *because) {
  size_t mark = link_frame(CELL_NEVER);
  bytes_text(&to_labd.out, because);
  link_frame_end(mark);
  link_flush();
  _exit(0);
}

int supervise_take(pid_t id, int status) {
  if (!WIFSTOPPED(status)) {
    forget(id);
    return 0;
  }
  struct thread *thread = find(id);
  int signal = WSTOPSIG(status), event = status >> 16;
  if (event) at_event(thread, event, signal);
  else if (signal == STOPPED_AT_CALL) at_call(thread);
  else if (signal == SIGXCPU) never("computes without an end");
  else resume(thread, signal == SIGSEGV && cell_time_counter_read(id) ? 0 : signal);
  return 1;
}

/* Asks held threads again whether something happened that may end their wait. */
static int try_others(void) {
  int tried = 0;
  for (struct thread *thread = threads; thread; thread = thread->next) {
    if (thread->call.what == WAIT_TIME) continue;
    if (thread->seen == (thread->call.what == WAIT_CHILD ? ended_children : happenings)) continue;
    if (thread->call.what == WAIT_READ) go_on_reading(thread, READING_EXAMINED);
    else try_call(thread, 1);
    tried = 1;
  }
  return tried;
}

static const char *about_all(void) {
  /* The youngest comes first: what looks up, before what waits for it. */
  const struct thread *one = threads;
  while (one->next && one->call.what == WAIT_CHILD) one = one->next;
  return wait_call_about(&one->call);
}

void supervise_proceed(void) {
  int64_t deadline_ns = STEP_NO_DEADLINE;
  if (is_asking || !threads) return;
  for (struct thread *thread = threads; thread; thread = thread->next) {
    if (thread->phase != HELD) return;
    if (thread->call.deadline_ns < deadline_ns) deadline_ns = thread->call.deadline_ns;
  }
  if (try_others()) return;
  if (cell_time_now() > LONGEST_NS) never("still waits after a day");
  struct step_request request = {cell_time_now(), deadline_ns};
  if (send(network.fd, &request, sizeof request, MSG_NOSIGNAL) < 0) _exit(0); /* The network is gone. */
  is_asking = 1;
}

static void stepped(struct watch *watch, short happened) {
  struct step_reply reply;
  (void)happened;
  if (recv(watch->fd, &reply, sizeof reply, 0) != sizeof reply) _exit(0); /* The network is gone. */
  is_asking = 0;
  if (reply.end == STEP_NOTHING) never(about_all());
  cell_time_set(reply.now_ns);
  if (reply.end == STEP_DELIVERED) happenings++;
  for (struct thread *thread = threads; thread; thread = thread->next) {
    int is_late = thread->phase == HELD && thread->call.deadline_ns <= cell_time_now();
    /* What waits for events is asked once more: the last one may have come at its very deadline. */
    if (is_late && (thread->call.what == WAIT_TIME || reply.end == STEP_TIME)) end_call(thread, thread->call.late);
  }
}

void supervise_begin(pid_t program, int clock, int64_t begin_ns) {
  const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK |
                       PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
  const char *obstacle = vdso_prepare();
  if (obstacle) fatal(obstacle, 0);
  if (ptrace(PTRACE_SEIZE, program, 0, options) < 0) fatal("supervising the program (ptrace(2))", errno);
  cell_time_set(begin_ns);
  find(program);
  network = (struct watch){.fd = clock, .events = POLLIN, .ready = stepped};
  watch_add(&network);
}

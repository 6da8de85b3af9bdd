#include "child.h"

#include "fatal.h"
#include "link.h"
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  /* A child that does not read what it is sent is ended rather than remembered for. */
  LONGEST_QUEUE = 64 * 1024 * 1024,
  READ_SIZE = 64 * 1024,
};

struct child {
  struct watch watch;
  struct child *next;
  uint32_t id;
  pid_t pid;
  /* CELL_RUN, CELL_READ or NET_OPEN. */
  uint8_t request;
  int finished;
  int killed;
  int reaped;
  int status;
  struct bytes in, queue;
  struct bytes *out;
};

static struct child *children;

static struct child *find(uint32_t id) {
  for (struct child *child = children; child; child = child->next)
    if (child->id == id) return child;
  return NULL;
}

int child_exists(uint32_t id) {
  return find(id) != NULL;
}

static void say_text(struct bytes *out, uint8_t type, uint32_t id, const char *text) {
  size_t mark = frame_begin(out, type, id);
  bytes_text(out, text);
  frame_end(out, mark);
}

/* Whether nothing more may be said about the id after such a frame. */
static int is_last(uint8_t type) {
  return type == CELL_EXIT || type == CELL_FILES || type == CELL_NEVER || type == FAILED || type == NET_CLOSED;
}

static void forward(struct child *child, const struct frame *frame) {
  size_t mark = frame_begin(child->out, frame->type, child->id);
  bytes_append(child->out, frame->payload, frame->length);
  frame_end(child->out, mark);
  child->finished |= is_last(frame->type);
}

/* How a process ended that did not say why itself; numbers of signals and statuses have at most three digits. */
static void bytes_ending(struct bytes *out, int status) {
  int number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  bytes_text(out, WIFSIGNALED(status) ? "its process was killed by signal " : "its process ended with status ");
  for (int unit = 100; unit; unit /= 10)
    if (number >= unit || unit == 1) bytes_u8(out, (uint8_t)('0' + number / unit % 10));
}

static void say_end(struct child *child) {
  struct bytes *out = child->out;
  if (child->finished) return;
  size_t mark;
  if (child->killed) {
    mark = frame_begin(out, CELL_EXIT, child->id);
    bytes_u8(out, 1);
    bytes_u32(out, SIGKILL);
  } else {
    mark = frame_begin(out, child->request == NET_OPEN ? NET_CLOSED : FAILED, child->id);
    bytes_ending(out, child->status);
  }
  frame_end(out, mark);
}

/* A child is over when its stream has ended and its process was collected, whichever comes first. */
static void end_if_over(struct child *child) {
  if (child->watch.fd >= 0 || !child->reaped) return;
  say_end(child);
  for (struct child **place = &children; *place; place = &(*place)->next) {
    if (*place != child) continue;
    *place = child->next;
    break;
  }
  bytes_free(&child->in);
  bytes_free(&child->queue);
  free(child);
}

static void hang_up(struct child *child) {
  watch_remove(&child->watch);
  close(child->watch.fd);
  child->watch.fd = -1;
  end_if_over(child);
}

static void take_frames(struct child *child) {
  struct frame frame;
  long length;
  while ((length = frame_peek(&child->in, &frame)) > 0) {
    forward(child, &frame);
    bytes_drop(&child->in, (size_t)length);
  }
}

static void write_queue(struct child *child) {
  while (bytes_length(&child->queue)) {
    const unsigned char *data = child->queue.data + child->queue.start;
    ssize_t count = write(child->watch.fd, data, bytes_length(&child->queue));
    if (count < 0) break; /* Full; or gone, which reading will tell. */
    bytes_drop(&child->queue, (size_t)count);
  }
  child->watch.events = bytes_length(&child->queue) ? POLLIN | POLLOUT : POLLIN;
}

static void ready(struct watch *watch, short happened) {
  struct child *child = (struct child *)watch;
  if (happened & POLLOUT) write_queue(child);
  if (!(happened & ~POLLOUT)) return;
  ssize_t count = read(watch->fd, bytes_room(&child->in, READ_SIZE), READ_SIZE);
  if (count > 0) {
    child->in.end += (size_t)count;
    take_frames(child);
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    hang_up(child);
  }
}

/* In the new process: nothing of labd's own streams and of its other children stays open. */
static void become_child(int fd, uint32_t id, pid_t parent) {
  static const int reset[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
  sigset_t none;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  /* In a new process namespace the parent has no number: then the end of the link tells. */
  if (getppid() != 0 && getppid() != parent) _exit(0);
  for (size_t i = 0; i < sizeof reset / sizeof *reset; i++) signal(reset[i], SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (struct child *child = children; child; child = child->next)
    if (child->watch.fd >= 0) close(child->watch.fd);
  /* Kept taken, by standard error: a new pipe must not get the numbers of a program's standard streams. */
  dup2(2, 0);
  dup2(2, 1);
  watch_forget();
  link_begin(fd, id);
}

void child_start(const struct frame *request, child_main *run, int flags, struct bytes *out) {
  int ends[2];
  struct child *child = calloc(1, sizeof *child);
  if (!child) fatal("no memory for a process", ENOMEM);
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
    free(child);
    say_text(out, FAILED, request->id, strerror(errno));
    return;
  }
  pid_t parent = getpid();
  /* The old clone, as clone3 came with Linux 5.3; without a stack of its own it is fork(2) with namespaces. */
  pid_t pid = (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    close(ends[0]);
    become_child(ends[1], request->id, parent);
    run(request);
    _exit(0);
  }
  int error = errno;
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    free(child);
    size_t mark = frame_begin(out, FAILED, request->id);
    bytes_text(out, "clone(2) of a process in new namespaces: ");
    bytes_text(out, strerror(error));
    frame_end(out, mark);
    return;
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  child->watch = (struct watch){.fd = ends[0], .events = POLLIN, .ready = ready};
  child->id = request->id;
  child->pid = pid;
  child->request = request->type;
  child->out = out;
  child->next = children;
  children = child;
  watch_add(&child->watch);
}

void child_send(const struct frame *frame) {
  struct child *child = find(frame->id);
  if (!child || child->watch.fd < 0) return;
  size_t mark = frame_begin(&child->queue, frame->type, frame->id);
  bytes_append(&child->queue, frame->payload, frame->length);
  frame_end(&child->queue, mark);
  write_queue(child);
  if (bytes_length(&child->queue) > LONGEST_QUEUE) kill(child->pid, SIGKILL);
}

void child_kill(uint32_t id) {
  struct child *child = find(id);
  if (!child || child->reaped || child->request == NET_OPEN) return;
  child->killed = 1;
  kill(child->pid, SIGKILL);
}

void child_reap(void) {
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    for (struct child *child = children; child; child = child->next) {
      if (child->pid != pid || child->reaped) continue;
      child->reaped = 1;
      child->status = status;
      end_if_over(child);
      break;
    }
  }
}

void child_kill_all(void) {
  for (struct child *child = children; child; child = child->next)
    if (!child->reaped) kill(child->pid, SIGKILL);
  for (struct child *child = children; child; child = child->next)
    while (!child->reaped && waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) continue;
}

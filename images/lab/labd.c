/* labd makes networks and cells for the harness and passes frames between it and them (PROTOCOL.md). */
#include "cell.h"
#include "child.h"
#include "fatal.h"
#include "frame.h"
#include "network.h"
#include "probe.h"
#include "tap.h"
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

enum { READ_SIZE = 256 * 1024, STATUS_USAGE = 2 };

static struct bytes input, output;
static int input_ended;
static volatile sig_atomic_t told_to_stop;

static void on_stop(int number) {
  (void)number;
  told_to_stop = 1;
}

static void on_child(int number) {
  (void)number; /* Only there to end ppoll. */
}

static void write_output(void) {
  while (bytes_length(&output)) {
    ssize_t count = write(1, output.data + output.start, bytes_length(&output));
    if (count >= 0) {
      bytes_drop(&output, (size_t)count);
    } else if (errno == EAGAIN) {
      struct pollfd writable = {.fd = 1, .events = POLLOUT};
      ppoll(&writable, 1, NULL, NULL);
    } else if (errno != EINTR) {
      told_to_stop = 1; /* Nobody reads any more. */
      return;
    }
  }
}

static void handle(const struct frame *frame) {
  switch (frame->type) {
    case NET_OPEN:
    case CELL_RUN:
    case CELL_READ:
      if (child_exists(frame->id)) fatal("a network or cell was opened with an id that is in use", 0);
      if (frame->type == NET_OPEN) child_start(frame, network_main, 0, &output);
      else child_start(frame, cell_main, CELL_NAMESPACES, &output);
      break;
    case CELL_KILL:
      child_kill(frame->id);
      break;
    default:
      child_send(frame);
  }
}

static void read_input(struct watch *watch, short happened) {
  (void)happened;
  ssize_t count = read(watch->fd, bytes_room(&input, READ_SIZE), READ_SIZE);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    input_ended = 1;
    return;
  }
  input.end += (size_t)count;
  struct frame frame;
  long length;
  while ((length = frame_peek(&input, &frame)) > 0) {
    handle(&frame);
    bytes_drop(&input, (size_t)length);
  }
  if (length < 0) fatal("standard input does not carry frames", 0);
}

#if defined(__x86_64__)
static const char ARCH[] = "x86_64";
#elif defined(__aarch64__)
static const char ARCH[] = "aarch64";
#else
#error "labd knows x86_64 and aarch64"
#endif

static void greet(void) {
  /* A text without quotation marks. */
  const char *obstacle = probe_supervision();
  size_t mark = frame_begin(&output, HELLO, 0);
  bytes_text(&output, "{\"protocol\":2,\"arch\":\"");
  bytes_text(&output, ARCH);
  bytes_text(&output, "\",\"noVirtualClock\":");
  if (obstacle) bytes_text(&output, "\"");
  bytes_text(&output, obstacle ? obstacle : "null");
  if (obstacle) bytes_text(&output, "\"");
  bytes_text(&output, "}");
  frame_end(&output, mark);
}

/* Nothing that labd's parent forgot to close may reach a cell. */
static void close_strangers(void) {
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) fatal("getrlimit", errno);
  int last = files.rlim_cur < 65536 ? (int)files.rlim_cur : 65536;
  for (int fd = 3; fd < last; fd++) close(fd);
  /* Every network and cell needs a file descriptor here. */
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

/*
 * Networks are found through /proc/PID. `unshare --pid` without --mount-proc leaves the old /proc, where this
 * process has another number or none.
 */
static void see_own_processes(void) {
  char target[32];
  ssize_t length = readlink("/proc/self", target, sizeof target - 1);
  target[length < 0 ? 0 : length] = 0;
  if (atoi(target) == getpid()) return;
  if (unshare(CLONE_NEWNS) < 0) fatal("unshare(2) of the mounts", errno);
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fatal("making the mounts private", errno);
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) fatal("mounting /proc", errno);
}

static void handle_signals(sigset_t *while_waiting) {
  struct sigaction stop = {.sa_handler = on_stop}, child = {.sa_handler = on_child};
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigset_t blocked;
  sigemptyset(while_waiting);
  sigemptyset(&blocked);
  /* They may arrive only while nothing else is done. */
  sigaddset(&blocked, SIGCHLD);
  sigaddset(&blocked, SIGTERM);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGHUP);
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  sigaction(SIGTERM, &stop, NULL);
  sigaction(SIGINT, &stop, NULL);
  sigaction(SIGHUP, &stop, NULL);
  sigaction(SIGCHLD, &child, NULL);
  sigaction(SIGPIPE, &ignore, NULL);
}

static _Noreturn void usage(void) {
  static const char text[] = "usage: labd [--agent FILE] [--docker]   (frames on standard input and output)\n";
  if (write(2, text, sizeof text - 1) < 0) _exit(STATUS_USAGE);
  _exit(STATUS_USAGE);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--agent") == 0 && i + 1 < argc) cell_agent(argv[++i]);
    else if (strcmp(argv[i], "--docker") == 0) cell_in_docker();
    else usage();
  }
  close_strangers();
  see_own_processes();
  tap_prepare();
  sigset_t while_waiting;
  handle_signals(&while_waiting);
  struct watch standard_input = {.fd = 0, .events = POLLIN, .ready = read_input};
  watch_add(&standard_input);
  greet();
  while (!input_ended && !told_to_stop) {
    write_output();
    watch_wait(&while_waiting, -1);
    child_reap();
  }
  child_kill_all();
  _exit(0);
}

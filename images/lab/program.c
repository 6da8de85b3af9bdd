#include "program.h"

#include "cell_time.h"
#include "fatal.h"
#include "link.h"
#include "privileges.h"
#include "seccomp.h"
#include "supervise.h"
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_SIZE = 64 * 1024, MOST_OUTPUT = 1024 * 1024 };
enum { STREAM_STDOUT = 1, STREAM_STDERR = 2 };

/* Where the new process says why it could not become the program: a host may answer write(2) already. */
struct account {
  const char *step;
  int error;
};

struct output {
  struct watch watch;
  uint8_t stream;
};

static size_t output_length;
static const unsigned char *input;
static size_t input_left;
static struct watch input_watch;
static struct output outputs[2];
static volatile sig_atomic_t child_changed;

static const struct {
  int resource;
  rlim_t most;
} LIMITS[] = {
    {RLIMIT_CORE, 0},
    /* Seconds; musl waits for some answers with the processor where it cannot step over the time. */
    {RLIMIT_CPU, 120},
    {RLIMIT_FSIZE, 16 * 1024 * 1024},
    /* What is written to. Address space alone costs nothing, and a Go program reserves more than it uses. */
    {RLIMIT_DATA, 1024 * 1024 * 1024},
    {RLIMIT_AS, 16LL * 1024 * 1024 * 1024},
    {RLIMIT_NOFILE, 1024},
    /* Counted for a user on the whole machine: all cells together must fit. */
    {RLIMIT_NPROC, 4096},
};

/* Seconds of the processor after which a program whose time is stepped over goes round in a circle. */
enum { LONGEST_COMPUTATION_S = 2 };

static void limit_resources(int is_supervised) {
  for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
    struct rlimit limit;
    if (getrlimit(LIMITS[i].resource, &limit) < 0) fatal("getrlimit(2)", errno);
    if (limit.rlim_max > LIMITS[i].most) limit.rlim_max = LIMITS[i].most;
    limit.rlim_cur = limit.rlim_max;
    if (LIMITS[i].resource == RLIMIT_CPU && is_supervised) limit.rlim_cur = LONGEST_COMPUTATION_S;
    if (setrlimit(LIMITS[i].resource, &limit) < 0) fatal("setrlimit(2)", errno);
  }
}

static void reset_signals(void) {
  for (int number = 1; number < _NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void become_program(const struct fields *fields, struct account *account, int pipes[3][2], int gate[2]) {
  char nothing;
  /* Until this process is supervised, if it is to be. */
  close(gate[1]);
  if (read(gate[0], &nothing, 1) != 0) fatal("read(2) of what holds the program back", errno);
  /* Still able to say why: by the link, which only the program itself does not have any more. */
  for (int fd = 0; fd < 3; fd++)
    if (dup2(pipes[fd][fd == 0 ? 0 : 1], fd) < 0) fatal("dup2(2)", errno);
  limit_resources(fields->is_supervised);
  reset_signals();
  umask(022);
  privileges_of_user(fields->user);
  if (fields->is_supervised) cell_time_withhold_counter();
  account->step = "seccomp filters";
  account->error = seccomp_install();
  if (account->error == 0) {
    account->step = "execve";
    execve(fields->arguments[0], fields->arguments, fields->environment);
    account->error = errno;
  }
  for (;;) syscall(SYS_exit_group, 127);
}

static void write_input(struct watch *watch, short happened) {
  (void)happened;
  ssize_t count = write(watch->fd, input, input_left);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count > 0) {
    input += count;
    input_left -= (size_t)count;
  }
  if (count >= 0 && input_left) return;
  /* All of it is written, or nobody reads it. */
  watch_remove(watch);
  close(watch->fd);
}

/* Passes on what is there; returns 0 when there is nothing now or never will be. */
static int pass_on(struct output *output) {
  static unsigned char data[READ_SIZE];
  ssize_t count = read(output->watch.fd, data, sizeof data);
  if (count < 0) {
    if (errno == EINTR) return 1;
    if (errno == EAGAIN) return 0;
    fatal("reading what the program writes", errno);
  }
  if (count == 0) {
    watch_remove(&output->watch);
    return 0;
  }
  output_length += (size_t)count;
  if (output_length > MOST_OUTPUT) fatal("the program wrote more than 1048576 bytes", 0);
  size_t mark = link_frame(CELL_OUTPUT);
  bytes_u8(&to_labd.out, output->stream);
  bytes_append(&to_labd.out, data, (size_t)count);
  link_frame_end(mark);
  return 1;
}

static void read_output(struct watch *watch, short happened) {
  (void)happened;
  pass_on((struct output *)watch);
}

static void read_link(struct watch *watch, short happened) {
  (void)watch;
  (void)happened;
  _exit(0); /* Nothing is ever sent here: labd is gone, and with this process goes all of the cell. */
}

static void on_child(int number) {
  (void)number;
  child_changed = 1;
}

static _Noreturn void say_exit(int status) {
  for (int i = 0; i < 2; i++)
    while (pass_on(&outputs[i])) continue;
  size_t mark = link_frame(CELL_EXIT);
  bytes_u8(&to_labd.out, WIFSIGNALED(status) ? 1 : 0);
  bytes_u32(&to_labd.out, (uint32_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
  link_frame_end(mark);
  link_flush();
  _exit(0);
}

/* This process is the init of the cell: orphans are its to collect, too. */
static void collect(pid_t program, const struct account *account, const char *path) {
  int status;
  pid_t pid;
  child_changed = 0;
  while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
    if (supervise_take(pid, status) || pid != program) continue;
    if (account->error) fatal_about(account->step, path, account->error);
    say_exit(status);
  }
}

static void open_pipes(int pipes[3][2]) {
  for (int fd = 0; fd < 3; fd++) {
    if (pipe2(pipes[fd], O_CLOEXEC) < 0) fatal("pipe2(2)", errno);
    fcntl(pipes[fd][fd == 0 ? 1 : 0], F_SETFL, O_NONBLOCK);
  }
}

static void listen_to(int pipes[3][2]) {
  static struct watch link;
  link = (struct watch){.fd = to_labd.fd, .events = POLLIN, .ready = read_link};
  watch_add(&link);
  for (int i = 0; i < 2; i++) {
    close(pipes[i + 1][1]);
    outputs[i] = (struct output){
        .watch = {.fd = pipes[i + 1][0], .events = POLLIN, .ready = read_output},
        .stream = i == 0 ? STREAM_STDOUT : STREAM_STDERR,
    };
    watch_add(&outputs[i].watch);
  }
  close(pipes[0][0]);
  input_watch = (struct watch){.fd = pipes[0][1], .events = POLLOUT, .ready = write_input};
  watch_add(&input_watch);
}

_Noreturn void program_run(const struct fields *fields, int clock) {
  int pipes[3][2], gate[2];
  sigset_t blocked, none;
  struct account *account = mmap(NULL, sizeof *account, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (account == MAP_FAILED) fatal("memory to share with the program", errno);
  seccomp_prepare(clock >= 0);
  open_pipes(pipes);
  if (pipe2(gate, O_CLOEXEC) < 0) fatal("pipe2(2)", errno);
  input = fields->input;
  input_left = fields->input_length;
  sigemptyset(&none);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  signal(SIGCHLD, on_child);
  pid_t program = fork();
  if (program < 0) fatal("fork(2)", errno);
  if (program == 0) become_program(fields, account, pipes, gate);
  if (clock >= 0) supervise_begin(program, clock, fields->draw_ns);
  /* The program may have the same user: it must not look into this process. Before the fork, this would hide it, too. */
  prctl(PR_SET_DUMPABLE, 0);
  close(gate[0]);
  close(gate[1]);
  privileges_drop_all();
  listen_to(pipes);
  for (;;) {
    watch_wait(&none, -1);
    if (child_changed) collect(program, account, fields->arguments[0]);
    supervise_proceed();
    link_flush();
  }
}

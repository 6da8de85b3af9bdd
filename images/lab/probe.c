#include "probe.h"

#include "cell_time.h"
#include "privileges.h"
#include "registers.h"
#include "seccomp.h"
#include "vdso.h"
#include "wait_call.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SHORT_MS = 1, SECCOMP_STOP = SIGTRAP | PTRACE_EVENT_SECCOMP << 8, CALL_STOP = SIGTRAP | 0x80 };
enum { RIGHT, WRONG_TIME, NO_FILTER };

/* What a program does that is supervised: it waits, and asks for the time. */
static _Noreturn void act(int gate) {
  char nothing;
  struct timespec now = {0}, pause = {.tv_nsec = SHORT_MS * 1000000};
  if (read(gate, &nothing, 1) != 0) _exit(NO_FILTER);
  privileges_drop_all();
  seccomp_prepare(1);
  if (seccomp_install() != 0) _exit(NO_FILTER);
  ppoll(NULL, 0, &pause, NULL);
  clock_gettime(CLOCK_REALTIME, &now);
  _exit(now.tv_sec == CELL_EPOCH_S ? RIGHT : WRONG_TIME);
}

static int stops(pid_t actor, int how) {
  int status;
  while (waitpid(actor, &status, __WALL) < 0)
    if (errno != EINTR) return 0;
  return WIFSTOPPED(status) && status >> 8 == how;
}

static const char *supervise(pid_t actor) {
  registers at;
  struct wait_call call;
  if (!stops(actor, SECCOMP_STOP)) return "a seccomp filter does not stop a program (Linux 4.8)";
  if (registers_get(actor, &at) < 0) return "the registers of a program cannot be read";
  wait_call_read(actor, &at, cell_time_now(), &call);
  if (call.what != WAIT_EVENT || wait_call_try(actor, &call, &at) < 0) return "a program's memory cannot be changed";
  ptrace(PTRACE_SYSCALL, actor, 0, 0);
  if (!stops(actor, CALL_STOP)) return "a program does not stop behind a call (Linux 4.8)";
  if (registers_get(actor, &at) < 0 || !wait_call_would_wait(&call, registers_result(&at)))
    return "a call cannot be given another timeout";
  if (registers_set(actor, &call.before) < 0) return "the registers of a program cannot be changed";
  if (vdso_replace_copy(actor) < 0) return "the kernel's vDSO cannot be replaced";
  ptrace(PTRACE_CONT, actor, 0, 0);
  if (!stops(actor, SECCOMP_STOP) || registers_get(actor, &at) < 0 || !cell_time_is_asked(&at) ||
      cell_time_answer(actor, &at) < 0)
    return "a program asks for the time in an unknown way";
  ptrace(PTRACE_CONT, actor, 0, 0);
  return NULL;
}

const char *probe_supervision(void) {
  int gate[2], status = 0;
  const char *obstacle = vdso_prepare();
  if (obstacle) return obstacle;
  if (pipe(gate) < 0) return "no pipe can be had";
  pid_t actor = fork();
  if (actor < 0) return "no process can be had";
  if (actor == 0) {
    close(gate[1]);
    act(gate[0]);
  }
  const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SEIZE, actor, 0, options) < 0) obstacle = "ptrace(2) of an own process is refused";
  close(gate[0]);
  close(gate[1]);
  if (!obstacle) obstacle = supervise(actor);
  if (obstacle) kill(actor, SIGKILL);
  while (waitpid(actor, &status, __WALL) == actor && WIFSTOPPED(status)) ptrace(PTRACE_CONT, actor, 0, 0);
  if (!obstacle && status != RIGHT) return "a program does not see the time that it is told";
  return obstacle;
}

#include "failing.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef SYS_openat2 /* Linux 5.6 */
#define SYS_openat2 437
#endif

enum { MOST_FAILING = 64, LONGEST_PATH = 4096, STATUS_CANNOT = 4 };

struct failing {
  int error;
  char path[LONGEST_PATH];
};

static struct {
  int count;
  struct failing files[MOST_FAILING];
} *shared;

/*
 * gate(number, a, b, c, d): a system call at a place that the filter knows, which therefore runs. Returns what the kernel
 * does: a result, or a negative errno.
 */
#if defined(__x86_64__)
__asm__(".globl gate\n"
        ".type gate, @function\n"
        "gate:\n"
        "  mov %rdi, %rax\n"
        "  mov %rsi, %rdi\n"
        "  mov %rdx, %rsi\n"
        "  mov %rcx, %rdx\n"
        "  mov %r8, %r10\n"
        "  syscall\n"
        ".globl gate_end\n"
        "gate_end:\n"
        "  ret\n"
        ".size gate, . - gate\n");
#elif defined(__aarch64__)
__asm__(".globl gate\n"
        ".type gate, %function\n"
        "gate:\n"
        "  mov x8, x0\n"
        "  mov x0, x1\n"
        "  mov x1, x2\n"
        "  mov x2, x3\n"
        "  mov x3, x4\n"
        "  svc #0\n"
        ".globl gate_end\n"
        "gate_end:\n"
        "  ret\n"
        ".size gate, . - gate\n");
#endif
extern long gate(long number, long a, long b, long c, long d) __attribute__((visibility("hidden")));
extern const char gate_end[] __attribute__((visibility("hidden")));

void failing_prepare(void) {
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) _exit(STATUS_CANNOT);
}

void failing_remove(const char *path) {
  for (int i = 0; i < shared->count; i++)
    if (strcmp(shared->files[i].path, path) == 0) shared->files[i].error = 0;
}

void failing_add(const char *path, int error) {
  failing_remove(path);
  if (shared->count == MOST_FAILING || strlen(path) >= LONGEST_PATH) _exit(STATUS_CANNOT);
  struct failing *file = &shared->files[shared->count];
  strcpy(file->path, path);
  file->error = error;
  shared->count++;
}

int failing_any(void) {
  return shared->count > 0;
}

/* The errno for what a path leads to, links followed; 0 where it may be opened. */
static int error_of(int folder, const char *path) {
  struct stat asked, known;
  int found = gate(SYS_newfstatat, folder, (long)path, (long)&asked, 0) == 0;
  for (int i = 0; i < shared->count; i++) {
    const struct failing *file = &shared->files[i];
    if (!file->error) continue;
    if (strcmp(path, file->path) == 0) return file->error;
    if (found && gate(SYS_newfstatat, AT_FDCWD, (long)file->path, (long)&known, 0) == 0 &&
        asked.st_dev == known.st_dev && asked.st_ino == known.st_ino)
      return file->error;
  }
  return 0;
}

static long opened(long call, long a, long b, long c, long d) {
  int has_folder = call == SYS_openat || call == SYS_openat2;
  const char *path = (const char *)(has_folder ? b : a);
  int error = error_of(has_folder ? (int)a : AT_FDCWD, path);
  return error ? -error : gate(call, a, b, c, d);
}

static void at_opening(int number, siginfo_t *about, void *place) {
  ucontext_t *context = place;
  (void)number;
  (void)about;
#if defined(__x86_64__)
  greg_t *registers = context->uc_mcontext.gregs;
  registers[REG_RAX] =
      opened((long)registers[REG_RAX], registers[REG_RDI], registers[REG_RSI], registers[REG_RDX], registers[REG_R10]);
#elif defined(__aarch64__)
  unsigned long long *registers = (unsigned long long *)context->uc_mcontext.regs;
  registers[0] = (unsigned long long)opened((long)registers[8], (long)registers[0], (long)registers[1],
                                            (long)registers[2], (long)registers[3]);
#endif
}

void failing_begin(void) {
  const uint64_t end = (uint64_t)(uintptr_t)gate_end;
  const struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 2, 0),
#ifdef SYS_open
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_open, 1, 0),
#else
      BPF_JUMP(BPF_JMP | BPF_JA, 0, 0, 0),
#endif
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)end, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(end >> 32), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = (struct sock_filter *)(uintptr_t)code};
  struct sigaction action = {.sa_sigaction = at_opening, .sa_flags = SA_SIGINFO | SA_RESTART};
  if (sigaction(SIGSYS, &action, NULL) < 0) _exit(STATUS_CANNOT);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) _exit(STATUS_CANNOT);
}

#include "seccomp.h"

#include "fatal.h"
#include "syscall_names.h"
#include "vdso.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define THIS_CPU AUDIT_ARCH_X86_64
#define X32_BIT 0x40000000
#elif defined(__aarch64__)
#define THIS_CPU AUDIT_ARCH_AARCH64
#endif
#ifndef CLONE_NEWCGROUP /* Linux 4.6 */
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef AF_VSOCK /* Linux 3.9 */
#define AF_VSOCK 40
#endif

enum { MOST_INSTRUCTIONS = 2048, LARGEST_ERRNO = 4095, SOCKET_TYPE_MASK = 15 };

/* Calls by which a program could reach beyond its cell or trouble the machine. No resolver makes any of them. */
static const char *const REFUSED[] = {
    /* mounts and namespaces */
    "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "open_tree", "move_mount", "fsopen", "fsconfig",
    "fsmount", "fspick", "mount_setattr", "open_tree_attr",
    /* other processes */
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "process_madvise",
    /* what is no part of a namespace */
    "add_key", "request_key", "keyctl", "open_by_handle_at", "name_to_handle_at", "quotactl", "quotactl_fd", "syslog",
    "lookup_dcookie",
    /* wide doors into the kernel */
    "bpf", "perf_event_open", "userfaultfd", "fanotify_init", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "vmsplice",
    /* the machine itself */
    "init_module", "finit_module", "delete_module", "create_module", "kexec_load", "kexec_file_load", "reboot",
    "swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "acct", "iopl", "ioperm",
    "modify_ldt", "vhangup", "nfsservctl", "uselib", "_sysctl", "sysfs", "ustat", "get_kernel_syms",
    "query_module", "move_pages", "migrate_pages", "mbind", "set_mempolicy", "set_mempolicy_home_node",
};

/* Calls that tell the time, sleep or wait: each stops its thread for the supervisor (supervise.h). */
static const char *const TIMED[] = {
    "clock_gettime", "gettimeofday", "time", "nanosleep", "clock_nanosleep", "poll", "ppoll", "select", "pselect6",
    "epoll_wait", "epoll_pwait", "epoll_pwait2", "wait4",
};

struct filter {
  struct sock_filter code[MOST_INSTRUCTIONS];
  unsigned short length;
};

static struct filter hardening, host;

static void add(struct filter *filter, struct sock_filter instruction) {
  if (filter->length == MOST_INSTRUCTIONS) fatal("too many answers to system calls", 0);
  filter->code[filter->length++] = instruction;
}

static void load(struct filter *filter, size_t offset) {
  add(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void answer_with(struct filter *filter, uint32_t number) {
  add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number));
}

/* Leaves the call's number loaded; other ways into the kernel than this CPU's own do not exist here. */
static void begin(struct filter *filter) {
  load(filter, offsetof(struct seccomp_data, arch));
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_CPU, 1, 0));
  answer_with(filter, ENOSYS);
  load(filter, offsetof(struct seccomp_data, nr));
#ifdef X32_BIT
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
  answer_with(filter, ENOSYS);
#endif
}

static void allow_the_rest(struct filter *filter) {
  add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

static void answer_call(struct filter *filter, uint32_t call, uint32_t number) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
  answer_with(filter, number);
}

/* The same, but where the call stands for one that is none on a machine (vdso.h). */
static void answer_unmarked_call(struct filter *filter, uint32_t call, uint32_t number) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
  load(filter, offsetof(struct seccomp_data, args) + VDSO_MARKED_ARGUMENT * sizeof(uint64_t));
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, VDSO_MARK, 1, 0));
  answer_with(filter, number);
  load(filter, offsetof(struct seccomp_data, nr));
}

/* Refuses a call whose first argument (its low half) compares so with `value`. */
static void refuse_argument(struct filter *filter, uint32_t call, uint16_t comparison, uint32_t value) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
  load(filter, offsetof(struct seccomp_data, args));
  add(filter, (struct sock_filter)BPF_JUMP((uint16_t)(BPF_JMP | comparison | BPF_K), value, 0, 1));
  answer_with(filter, EPERM);
  load(filter, offsetof(struct seccomp_data, nr));
}

static void stop(struct filter *filter) {
  add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
}

static void stop_call(struct filter *filter, uint32_t call) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
  stop(filter);
}

/* Stops a call whose second argument (its low half), as far as `mask` goes, is `value`. */
static void stop_argument(struct filter *filter, uint32_t call, uint32_t mask, uint32_t value) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 5));
  load(filter, offsetof(struct seccomp_data, args) + sizeof(uint64_t));
  add(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
  stop(filter);
  load(filter, offsetof(struct seccomp_data, nr));
}

static void stop_timed_calls(struct filter *filter) {
  for (size_t i = 0; i < sizeof TIMED / sizeof *TIMED; i++) {
    int call = syscall_number(TIMED[i]);
    if (call >= 0) stop_call(filter, (uint32_t)call);
  }
  stop_argument(filter, SYS_futex, FUTEX_CMD_MASK & 0xff, FUTEX_WAIT);
  stop_argument(filter, SYS_futex, FUTEX_CMD_MASK & 0xff, FUTEX_WAIT_BITSET);
  /* Reading from a stream waits without a timeout. */
  stop_argument(filter, SYS_socket, SOCKET_TYPE_MASK, SOCK_STREAM);
}

static void prepare_hardening(int is_supervised) {
  /* No process leaves its supervisor. */
  const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
                              CLONE_NEWCGROUP | CLONE_UNTRACED;
  begin(&hardening);
  for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
    int call = syscall_number(REFUSED[i]);
    if (call >= 0) answer_call(&hardening, (uint32_t)call, EPERM);
  }
  refuse_argument(&hardening, SYS_clone, BPF_JSET, namespaces);
  /* Its flags lie in memory, where a filter cannot look; without it a libc uses clone, as under Docker. */
  int clone3 = syscall_number("clone3");
  if (clone3 >= 0) answer_call(&hardening, (uint32_t)clone3, ENOSYS);
  /* Sockets to the hypervisor know no network namespace. */
  refuse_argument(&hardening, SYS_socket, BPF_JEQ, AF_VSOCK);
  if (is_supervised) stop_timed_calls(&hardening);
  allow_the_rest(&hardening);
}

static void prepare_host(const struct answer *answers, size_t count) {
  begin(&host);
  for (size_t i = 0; i < count; i++) {
    int call = syscall_number(answers[i].name);
    if (call < 0) fatal_about("this machine has no system call named", answers[i].name, 0);
    if (answers[i].errno_or_0 < 0 || answers[i].errno_or_0 > LARGEST_ERRNO)
      fatal_about("not 0 and not an errno is the answer to", answers[i].name, 0);
    if (vdso_makes(call)) answer_unmarked_call(&host, (uint32_t)call, (uint32_t)answers[i].errno_or_0);
    else answer_call(&host, (uint32_t)call, (uint32_t)answers[i].errno_or_0);
  }
  allow_the_rest(&host);
}

void seccomp_prepare(int is_supervised) {
  prepare_hardening(is_supervised);
}

const void *seccomp_answers(const struct answer *answers, size_t count, size_t *length) {
  if (count) prepare_host(answers, count);
  *length = host.length * sizeof *host.code;
  return host.code;
}

int seccomp_install(void) {
  struct sock_fprog program = {.len = hardening.length, .filter = hardening.code};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? errno : 0;
}

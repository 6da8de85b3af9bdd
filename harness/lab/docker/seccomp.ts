/** A host profile's system call answers as a seccomp profile in Docker's format. */
import type { SyscallAnswer } from "../syscalls.ts";

interface SeccompRule {
  readonly names: readonly string[];
  readonly action: "SCMP_ACT_ERRNO";
  readonly errnoRet: number;
}

export interface SeccompProfile {
  readonly defaultAction: "SCMP_ACT_ALLOW";
  readonly syscalls: readonly SeccompRule[];
}

const EPERM = 1;

/**
 * Giving a container a profile replaces the engine's own. These calls reach the kernel beyond the container and no
 * resolver makes them: they stay refused.
 */
const REFUSED = [
  "acct",
  "add_key",
  "adjtimex",
  "bpf",
  "clock_adjtime",
  "clock_settime",
  "delete_module",
  "finit_module",
  "fsconfig",
  "init_module",
  "io_uring_enter",
  "io_uring_register",
  "io_uring_setup",
  "ioperm",
  "iopl",
  "kexec_file_load",
  "kexec_load",
  "keyctl",
  "lookup_dcookie",
  "move_pages",
  "nfsservctl",
  "open_by_handle_at",
  "perf_event_open",
  "process_vm_readv",
  "process_vm_writev",
  "ptrace",
  "quotactl",
  "reboot",
  "request_key",
  "settimeofday",
  "swapoff",
  "swapon",
  "syslog",
  "userfaultfd",
  "vhangup",
] as const;

/** The profile, or null where the host answers every call itself: then the engine's own profile applies. */
export function seccompProfile(answers: readonly SyscallAnswer[]): SeccompProfile | null {
  if (answers.length === 0) return null;
  const answered = new Set(answers.map(({ name }) => name));
  return {
    defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [
      {
        names: REFUSED.filter((name) => !answered.has(name)),
        action: "SCMP_ACT_ERRNO",
        errnoRet: EPERM,
      },
      ...answers.map(
        ({ name, answer }): SeccompRule => ({ names: [name], action: "SCMP_ACT_ERRNO", errnoRet: answer }),
      ),
    ],
  };
}

/** Values of HostConfig.SecurityOpt for these answers. */
export function seccompOptions(answers: readonly SyscallAnswer[]): readonly string[] {
  const profile = seccompProfile(answers);
  return profile === null ? [] : [`seccomp=${JSON.stringify(profile)}`];
}

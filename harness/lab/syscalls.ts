/** System calls that a host profile answers instead of the kernel. */

import { Unavailable } from "../errors.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import { errnoNumber } from "../world/errno.ts";

export interface SyscallAnswer {
  readonly name: string;
  /** 0 for a call that returns 0, else the errno that it fails with. */
  readonly answer: number;
}

/**
 * The profile's answers as numbers. A seccomp filter can only fail a call with an errno or let it return 0:
 * throws Unavailable for any other return value and for an errno that Linux does not have.
 */
export function syscallAnswers(host: HostProfile): readonly SyscallAnswer[] {
  return Object.entries(host.syscalls).map(([name, value]) => ({
    name,
    answer: typeof value === "number" ? returnValue(host, name, value) : errnoValue(host, name, value),
  }));
}

function returnValue(host: HostProfile, name: string, value: number): number {
  if (value === 0) return 0;
  throw new Unavailable(
    `host ${host.id}: ${name} cannot be made to return ${value}: a seccomp filter answers with 0 or an errno`,
  );
}

function errnoValue(host: HostProfile, name: string, errno: string): number {
  const number = errnoNumber(errno);
  if (number === null) throw new Unavailable(`host ${host.id}: ${name}: Linux has no errno ${errno}`);
  return number;
}

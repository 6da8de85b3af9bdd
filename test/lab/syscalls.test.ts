import { describe, expect, it } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { syscallAnswers } from "../../harness/lab/syscalls.ts";
import type { HostProfile } from "../../harness/scenario/scenario.ts";
import { errnoName, errnoNumber } from "../../harness/world/errno.ts";

function host(syscalls: HostProfile["syscalls"]): HostProfile {
  return { id: "odd", title: "", imitates: "", refs: [], syscalls, sysctls: {}, user: null, files: {} };
}

describe("a host's system call answers", () => {
  it("are 0 or the number of an errno", () => {
    expect(
      syscallAnswers(host({ readv: 0, statx: "EPERM", clone3: "ENOSYS", openat: "EWOULDBLOCK" })),
    ).toEqual([
      { name: "readv", answer: 0 },
      { name: "statx", answer: 1 },
      { name: "clone3", answer: 38 },
      { name: "openat", answer: 11 },
    ]);
  });

  it.each([
    [{ read: 5 }, "host odd: read cannot be made to return 5"],
    [{ read: -1 }, "host odd: read cannot be made to return -1"],
    [{ read: "EWRONG" }, "host odd: read: Linux has no errno EWRONG"],
    [{ read: "-" }, "Linux has no errno -"],
  ])("%j cannot be imitated", (syscalls, message) => {
    const answers = (): unknown => syscallAnswers(host(syscalls));
    expect(answers).toThrow(Unavailable);
    expect(answers).toThrow(message);
  });

  it("are named as Linux names them", () => {
    const known = [1, 2, 13, 38, 40, 42, 57, 59, 95, 97, 101, 110, 111, 113, 133];
    expect(known.map(errnoName).join(" ")).toBe(
      "EPERM ENOENT EACCES ENOSYS ELOOP ENOMSG EBADSLT EBFONT EOPNOTSUPP EAFNOSUPPORT ENETUNREACH ETIMEDOUT ECONNREFUSED EHOSTUNREACH EHWPOISON",
    );
    expect(known.map((number) => errnoNumber(errnoName(number)))).toEqual(known);
    expect([0, 41, 58, 134, 999].map(errnoName)).toEqual(
      [0, 41, 58, 134, 999].map((number) => `errno ${number}`),
    );
  });
});

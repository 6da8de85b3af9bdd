import { describe, expect, test } from "vitest";
import { compareAnswerers, distinct, namedAnswerer } from "../../harness/report/answerer.ts";

test.each([
  [{ resolver: "musl@1.1.19" }, "musl@1.1.19", "musl", "1.1.19", true],
  [
    { resolver: "musl@1.1.19", evidence: "emulated" },
    "musl@1.1.19 (emulated)",
    "musl",
    "1.1.19 (emulated)",
    true,
  ],
  [{ resolver: "go@1.24-netgo", evidence: "emulated" }, "go@1.24-netgo", "go", "1.24-netgo", false],
  [{ resolver: "libc", evidence: "unavailable" }, "libc", "libc", "", true],
] as const)("%j is called %s", (answerer, name, family, version, isLibc) => {
  expect(namedAnswerer(answerer)).toMatchObject({ name, family, version, isLibc });
});

describe("answerers", () => {
  const answerers = [
    ...["go@1.9", "glibc@2.4", "musl@1.2.10", "go@1.24-netgo", "musl@1.2.9", "go@1.24", "glibc@2.36"],
    ...["glibc@2.17-260.el7", "musl@1.2.4_git20230717", "glibc@2.17-196.el7"],
  ].map((resolver) => namedAnswerer({ resolver }));
  const emulated = namedAnswerer({ resolver: "musl@1.2.9", evidence: "emulated" });

  test("are ordered by family, by version as numbers, and what was observed first", () => {
    expect([emulated, ...answerers].sort(compareAnswerers).map(({ name }) => name)).toEqual([
      "glibc@2.4",
      "glibc@2.17-196.el7",
      "glibc@2.17-260.el7",
      "glibc@2.36",
      "musl@1.2.4_git20230717",
      "musl@1.2.9",
      "musl@1.2.9 (emulated)",
      "musl@1.2.10",
      "go@1.9",
      "go@1.24",
      "go@1.24-netgo",
    ]);
  });

  test("stand once each in a list, a libc and its emulation apart", () => {
    const twice = [emulated, namedAnswerer({ resolver: "musl@1.2.9" }), emulated];
    expect(distinct(twice).map(({ name }) => name)).toEqual(["musl@1.2.9 (emulated)", "musl@1.2.9"]);
  });
});

import { expect, test } from "vitest";
import type { DeclaredLibc, LibcIdentity } from "../../harness/images/image.ts";
import { type LibcCheck, verifyLibc } from "../../harness/images/verify-libc.ts";

const EL7: DeclaredLibc = {
  family: "glibc",
  version: "2.17",
  release: "196.el7",
  buildIds: ["aa11", "bb22"],
};
const LATER: DeclaredLibc = { family: "glibc", version: "2.17", release: "317.el7", buildIds: ["cc33"] };
const PLAIN: DeclaredLibc = { family: "glibc", version: "2.36", release: null, buildIds: [] };
const MUSL: DeclaredLibc = { family: "musl", version: "1.1.19", release: null, buildIds: [] };
const KNOWN = [EL7, LATER, PLAIN, MUSL];

const as = (libc: DeclaredLibc, note: string | null = null): LibcCheck => ({ kind: "libc", libc, note });
const other = (reason: string): LibcCheck => ({ kind: "other", reason });
const glibc = (version: string, buildId: string | null): LibcIdentity => ({
  family: "glibc",
  version,
  buildId,
});

const CASES: readonly (readonly [string, DeclaredLibc | null, LibcIdentity, LibcCheck])[] = [
  ["as declared", EL7, glibc("2.17", "bb22"), as(EL7)],
  ["without a build id", MUSL, { family: "musl", version: "1.1.19", buildId: null }, as(MUSL)],
  ["of a suite that moves", PLAIN, glibc("2.36", "dd44"), as(PLAIN)],
  ["undeclared, known by its build id", null, glibc("2.17", "cc33"), as(LATER)],
  [
    "undeclared and unknown",
    null,
    glibc("2.40", "ee55"),
    as({ family: "glibc", version: "2.40", release: null, buildIds: [] }),
  ],
  [
    "of an unknown build",
    EL7,
    glibc("2.17", "ee55"),
    as(EL7, "build id ee55 of no known release; taken for glibc@2.17-196.el7"),
  ],
  [
    "of another release",
    EL7,
    glibc("2.17", "cc33"),
    other(
      "it must contain glibc@2.17-196.el7, but its libc is of build id cc33, which belongs to glibc@2.17-317.el7",
    ),
  ],
  [
    "of another version",
    MUSL,
    { family: "musl", version: "1.1.20", buildId: null },
    other("it must contain musl@1.1.19, but contains musl@1.1.20"),
  ],
  [
    "of another family",
    EL7,
    { family: "musl", version: "2.17", buildId: null },
    other("it must contain glibc@2.17-196.el7, but contains musl@2.17"),
  ],
];

test.each(CASES)("a libc %s", (_, declared, found, check) => {
  expect(verifyLibc(declared, found, KNOWN)).toEqual(check);
});

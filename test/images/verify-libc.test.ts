import { expect, test } from "vitest";
import type { DeclaredLibc, LibcIdentity } from "../../harness/images/image.ts";
import { verifyLibc } from "../../harness/images/verify-libc.ts";

const EL7: DeclaredLibc = { family: "glibc", version: "2.17", release: "196.el7", buildIds: [] };
const KNOWN: DeclaredLibc = { ...EL7, buildIds: ["aa11", "bb22"] };
const MUSL: DeclaredLibc = { family: "musl", version: "1.1.19", release: null, buildIds: ["aa11"] };

const CASES: readonly (readonly [DeclaredLibc | null, LibcIdentity, string | null])[] = [
  [null, { family: "musl", version: "1.2.5", buildId: null }, null],
  [EL7, { family: "glibc", version: "2.17", buildId: "cc33" }, null],
  [KNOWN, { family: "glibc", version: "2.17", buildId: "bb22" }, null],
  [MUSL, { family: "musl", version: "1.1.19", buildId: null }, null],
  [
    MUSL,
    { family: "musl", version: "1.1.20", buildId: null },
    "it must contain musl 1.1.19, but contains musl 1.1.20",
  ],
  [
    EL7,
    { family: "musl", version: "2.17", buildId: null },
    "it must contain glibc 2.17-196.el7, but contains musl 2.17",
  ],
  [
    KNOWN,
    { family: "glibc", version: "2.17", buildId: "cc33" },
    "it must contain glibc 2.17-196.el7 of build id aa11 or bb22, but its libc is of build id cc33",
  ],
];

test.each(CASES)("%j with %j: %s", (declared, found, message) => {
  expect(verifyLibc(declared, found)).toBe(message);
});

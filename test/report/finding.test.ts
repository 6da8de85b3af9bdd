import { expect, test } from "vitest";
import { findingOf } from "../../harness/report/finding.ts";
import { answer, cell, lostCell, tryAgain } from "../matrix/fake-engine.ts";
import { reportOf } from "./reports.ts";

const musl = { resolver: "musl@1.2.3", image: "debian-12-musl" };
const old = { resolver: "musl@1.1.19", image: "alpine-3.8" };
const glibc = { resolver: "glibc@2.36", image: "debian-12-glibc" };
const go = { resolver: "go@1.24", evidence: "emulated" } as const;

test.each([
  [
    "families as wholes",
    [cell({ ...musl, outcome: tryAgain }), cell(glibc), cell({ ...go, image: glibc.image })],
    "≠ musl fails with EAI_AGAIN, glibc and Go answer",
  ],
  [
    "a family that is at odds with itself",
    [cell(old), cell({ ...musl, outcome: tryAgain }), cell({ ...go, image: musl.image })],
    "≠ musl@1.1.19 and Go answer, musl@1.2.3 fails with EAI_AGAIN",
  ],
  [
    "one that does not come back",
    [cell({ ...glibc, outcome: { kind: "never", because: "waits" } }), cell({ ...go, image: glibc.image })],
    "≠ glibc never comes back, Go answers",
  ],
  [
    "other addresses",
    [cell(musl), cell({ ...go, image: musl.image, outcome: answer("192.0.2.1", "192.0.2.2") })],
    "∆ musl answers 192.0.2.1, Go answers 192.0.2.1 192.0.2.2",
  ],
  ["all the same", [cell(glibc), cell({ ...go, image: glibc.image })], "= all answer 192.0.2.1"],
  [
    "all late",
    [cell({ ...glibc, elapsedMs: 5000 }), cell({ ...go, image: glibc.image })],
    "◷ all answer 192.0.2.1 (same result, much later)",
  ],
  ["one alone", [cell(glibc), lostCell()], "= glibc answers 192.0.2.1"],
] as const)("%s", (_, cells, sentence) => {
  expect(findingOf(reportOf(cells))).toBe(sentence);
});

test("several lookups have no sentence, and neither has nothing", () => {
  expect(findingOf(reportOf([cell(), cell({ lookup: { name: "other.example", family: "ip" } })]))).toBeNull();
  expect(findingOf(reportOf([lostCell()]))).toBeNull();
});

import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../harness/cli/exit-codes.ts";
import type { Evidence, Report, ReportCell } from "../../harness/matrix/report-data.ts";

function cell(resolver: string, evidence: Evidence): ReportCell {
  return {
    scenario: "s",
    lookup: { name: "h.test", family: "ip" },
    image: "i",
    host: "default",
    resolver,
    evidence,
    alternatives: [],
    trace: [],
    elapsedMs: 0,
  };
}

function report(
  unexpected: number,
  cells: readonly ReportCell[],
): Pick<Report, "summary" | "cells" | "comparisons"> {
  const unavailable = cells.filter(({ evidence }) => evidence === "unavailable").length;
  return {
    summary: { cells: cells.length, agree: cells.length - unavailable, differ: 0, unexpected, unavailable },
    cells,
    comparisons: [],
  };
}

const GO = cell("go@1.24", "emulated");
const NO_LIBC = cell("musl@1.1.19", "unavailable");
const NO_GO = cell("go@1.24", "unavailable");

describe("the exit code of a run", () => {
  test.each([
    ["everything as expected", 0, [GO], 0],
    ["a difference", 1, [GO], 1],
    ["a difference beside what could not be observed", 1, [GO, NO_LIBC], 1],
    ["libc could be neither observed nor emulated", 0, [GO, NO_LIBC], 3],
    ["Go could not be emulated", 0, [GO, NO_GO], 3],
    ["nothing but libc was to be looked at", 0, [NO_LIBC], 3],
  ] as const)("%s", (_what, unexpected, cells, code) => {
    expect(exitCodeOf(report(unexpected, cells))).toBe(code);
  });

  test.each([
    ["outcome", 1],
    ["order", 1],
    ["wire", 0],
    ["latency", 0],
    ["agree", 0],
  ] as const)("where differences are to be told by it: %s", (verdict, code) => {
    const sides = { left: "musl@1.1.19", right: "go@1.24", verdict, why: "" };
    const { scenario, lookup, image, host } = GO;
    const differing = {
      ...report(0, [GO]),
      comparisons: [{ scenario, lookup, image, host, ...sides }],
    };
    expect(exitCodeOf(differing, true)).toBe(code);
    expect(exitCodeOf(differing)).toBe(0);
  });
});

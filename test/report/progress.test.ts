import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { progressReporter } from "../../harness/report/progress.ts";
import type { CellStart, RunBegin } from "../../harness/report/reporter.ts";
import { cell } from "../matrix/fake-engine.ts";
import { emptyReport, recordedOutput, reportOf } from "./reports.ts";

const begin: RunBegin = {
  tool: "resolver-matrix 0.1.0",
  engine: "local",
  startedAt: "",
  scenarios: 2,
  images: ["alpine-3.8", "debian-12-glibc"],
  cells: 12,
};
const start: CellStart = {
  scenario: "topic/story",
  lookup: { name: "db.example", family: "ip" },
  image: "alpine-3.8",
  host: "default",
  resolver: "musl@1.1.19",
  evidence: "observed",
  expectedWaitMs: 10_000,
};
const ready = { id: "alpine-3.8", libc: null, digest: null, status: "ready", reason: null } as const;

describe("without a terminal", () => {
  test("one line per finished scenario, with its verdict and what is unexpected", () => {
    const output = recordedOutput();
    const reporter = progressReporter(output, () => 0, true);
    reporter.onBegin?.(begin);
    const { scenarios, ...report } = reportOf([cell(), cell({ resolver: "go@1.24" })]);
    const unmet = { scenario: "topic/story", cell: "verdict", ok: false, message: "", file: "", line: 1 };
    for (const scenario of scenarios) {
      reporter.onScenario?.({ ...report, scenario });
      reporter.onScenario?.({ ...report, scenario: { ...scenario, verdict: null }, expectations: [unmet] });
    }
    expect(output.text()).toBe("1/2 = agree  topic/story\n2/2 ? not compared  topic/story  ! 1 unexpected\n");
  });
});

test("a log has no line per scenario unless it is asked for, and is told what takes long", () => {
  const output = recordedOutput();
  const reporter = progressReporter(output, () => 0, false);
  reporter.onBegin?.(begin);
  const { scenarios, ...report } = reportOf([cell()]);
  for (const scenario of scenarios) reporter.onScenario?.({ ...report, scenario });
  reporter.onNotice?.("pulling alpine:3.8");
  expect(output.text()).toBe("pulling alpine:3.8\n");
});

describe("on a terminal", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The line that stands there after the next redraw. */
  function shown(output: ReturnType<typeof recordedOutput>): string {
    vi.advanceTimersByTime(100);
    return output.text().split("\r\x1b[K").at(-1) ?? "";
  }

  test("one line that tells what is waited for, for how long, and how long that may go on", async () => {
    let nowMs = 0;
    const output = recordedOutput({ live: true, columns: 200 });
    const reporter = progressReporter(output, () => nowMs, true);
    reporter.onBegin?.(begin);
    expect(shown(output)).toMatch(/^. 0\/12 cells · bringing up alpine-3.8, debian-12-glibc$/u);
    reporter.onImage?.(ready);
    reporter.onCellStart?.(start);
    nowMs = 3000;
    expect(shown(output)).toMatch(
      /^. 0\/12 cells · waiting 3 s of about 10 s for topic\/story alpine-3.8\/musl@1.1.19 · bringing up debian-12-glibc$/u,
    );
    reporter.onCellStart?.({ ...start, resolver: "go@1.24", evidence: "emulated" });
    expect(shown(output)).toContain(", and 1 more");
    reporter.onCell?.(cell());
    reporter.onCell?.(cell({ resolver: "go@1.24", evidence: "emulated" }));
    expect(shown(output)).toMatch(/^. 2\/12 cells · bringing up debian-12-glibc$/u);
    await reporter.onEnd(emptyReport);
    expect(shown(output)).toBe("");
  });

  test("never breaks the line", () => {
    const output = recordedOutput({ live: true, columns: 40 });
    const reporter = progressReporter(output, () => 0, true);
    reporter.onBegin?.(begin);
    reporter.onCellStart?.({ ...start, scenario: "a".repeat(100) });
    expect(shown(output)).toHaveLength(39);
  });
});

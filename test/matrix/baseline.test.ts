import { describe, expect, test } from "vitest";
import { goneCells, sinceBaseline } from "../../harness/matrix/baseline.ts";
import { compareCells } from "../../harness/matrix/compare.ts";
import { buildReport } from "../../harness/matrix/report.ts";
import type { Report, ReportCell } from "../../harness/matrix/report-data.ts";
import { EXPECTATIONS } from "../../harness/matrix/standard.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { answer, cell, lostCell, tryAgain } from "./fake-engine.ts";
import { expectation, scenario } from "./samples.ts";

const story = scenario({ expect: { cells: [expectation("musl", { addresses: ["192.0.2.1"] })] } });
const place = { file: "scenarios/topic/story.yaml", line: 30, column: 3 };

function reportOf(one: Scenario, cells: readonly ReportCell[]): Report {
  const comparisons = compareCells(cells);
  const facts = {
    tool: "t",
    engine: "local",
    clock: "virtual",
    startedAt: new Date(0),
    elapsedMs: 1,
    images: [],
  } as const;
  const { id, title, file, known } = one;
  const expectations = EXPECTATIONS.check(one, cells, comparisons, true);
  return buildReport(facts, [
    {
      scenario: { id, title, file, known: known?.text ?? null, verdict: null },
      cells,
      comparisons,
      expectations,
    },
  ]);
}

/** "ok" or "!", and the message, of every expectation. */
function judged(one: Scenario, before: readonly ReportCell[], after: readonly ReportCell[], now = one) {
  const standard = sinceBaseline(reportOf(one, before));
  return standard
    .check(now, after, compareCells(after), true)
    .map(({ ok, cell: what, message }) => `${ok ? "ok" : "!"} ${what}: ${message}`);
}

const musl = "alpine-3.8/musl@1.1.19";

describe("since a baseline", () => {
  test("a cell that is as it was holds, also where its scenario expects something else", () => {
    expect(judged(story, [cell()], [cell()])).toEqual([`ok ${musl}: as in the baseline`]);
    const bad = cell({ outcome: tryAgain });
    expect(judged(story, [bad], [bad])).toEqual([
      `ok ${musl}: as in the baseline, though expected 192.0.2.1, got EAI_AGAIN "Try again" (temporary)`,
    ]);
  });

  test("a cell that changed fails, at its expectation's line, also where nothing is expected of it", () => {
    const message = `! ${musl}: changed since the baseline (outcome): before answers 192.0.2.1, after fails with EAI_AGAIN (temporary)`;
    const changed = cell({ outcome: tryAgain });
    expect(judged(story, [cell()], [changed])).toEqual([message]);
    expect(judged(scenario(), [cell()], [changed])).toEqual([message]);
    const [atLine] = sinceBaseline(reportOf(story, [cell()])).check(story, [changed], [], true);
    expect(atLine).toMatchObject({ file: "scenarios/topic/story.yaml", line: 21, host: "default" });
  });

  test("a cell that was not as expected and now is, is welcome", () => {
    expect(judged(story, [cell({ outcome: tryAgain })], [cell()])).toEqual([
      `ok ${musl}: as in the baseline`,
    ]);
    const other = cell({ outcome: answer("192.0.2.9") });
    expect(judged(story, [cell({ outcome: tryAgain })], [other])[0]).toMatch(/^! .*changed since/);
  });

  test("new cells, and cells that could not be observed then, follow their scenario", () => {
    const bad = cell({ outcome: tryAgain });
    const unexpected = [`! ${musl}: expected 192.0.2.1, got EAI_AGAIN "Try again" (temporary)`];
    expect(judged(story, [cell({ image: "debian-12-musl" })], [bad])).toEqual(unexpected);
    expect(judged(story, [lostCell()], [bad])).toEqual(unexpected);
    expect(judged(story, [lostCell()], [cell()])).toEqual([`ok ${musl}: as expected`]);
    expect(judged(scenario(), [], [bad])).toEqual([]);
  });

  test("a cell that cannot be observed any more is no change: the run tells of it anyway", () => {
    expect(judged(story, [cell()], [lostCell()])).toEqual([]);
  });

  test("a verdict that was wrong before, or that no cell changed for, may stay wrong", () => {
    const agree = scenario({ expect: { cells: [], verdict: { value: "agree", place } } });
    const differing = [cell(), cell({ resolver: "go@1.24", outcome: tryAgain })];
    const before = judged(agree, differing, differing);
    expect(before.at(-1)).toMatch(
      /^ok verdict: as in the baseline, though expected verdict agree, got outcome/,
    );
    expect(judged(scenario(), differing, differing, agree).at(-1)).toMatch(/^ok verdict/);
    const same = [cell(), cell({ resolver: "go@1.24" })];
    expect(judged(agree, same, differing).at(-1)).toMatch(/^! verdict: expected verdict agree, got outcome/);
  });

  test("a key that no cell answers to fails, unless it was there before", () => {
    const slip = scenario({ expect: { cells: [expectation("glibc", { error: "answer" })] } });
    expect(judged(slip, [cell()], [cell()]).at(-1)).toMatch(/^ok glibc: as in the baseline, though no cell/);
    expect(judged(scenario(), [cell()], [cell()], slip).at(-1)).toMatch(/^! glibc: no cell/);
  });
});

test("cells of the run's scenarios that the run does not have are gone", () => {
  const baseline = reportOf(story, [cell(), cell({ image: "b" }), cell({ scenario: "other" })]);
  const gone = goneCells(baseline, reportOf(story, [cell()]));
  expect(gone.map(({ image }) => image)).toEqual(["b"]);
});

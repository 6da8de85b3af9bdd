import { describe, expect, test } from "vitest";
import type { Report } from "../../harness/matrix/report-data.ts";
import { createPaint } from "../../harness/report/terminal/paint.ts";
import { textWidth } from "../../harness/report/terminal/text-width.ts";
import { isOverview, terminalReport } from "../../harness/report/terminal.ts";
import { cell, tryAgain } from "../matrix/fake-engine.ts";
import { reportOf } from "./reports.ts";

const go = { resolver: "go@1.24", evidence: "emulated" } as const;

/** A catalogue of `count` scenarios in two topics; the last one differs most. */
function catalogue(count: number, expectations: Report["expectations"] = []): Report {
  const reports = Array.from({ length: count }, (_, index) => {
    const scenario = `${index % 2 === 0 ? "even" : "odd"}/story-${index}`;
    const outcome = index === count - 1 ? { outcome: tryAgain } : {};
    return reportOf([cell({ scenario, ...outcome }), cell({ scenario, ...go })], { id: scenario });
  });
  const [first] = reports;
  if (first === undefined) throw new Error("no report");
  return {
    ...first,
    scenarios: reports.flatMap(({ scenarios }) => scenarios),
    cells: reports.flatMap(({ cells }) => cells),
    comparisons: reports.flatMap(({ comparisons }) => comparisons),
    expectations,
  };
}

function drawn(report: Report, width = 80): readonly string[] {
  return terminalReport(report, width, createPaint(false), { whole: false });
}

describe("many scenarios on the terminal", () => {
  test("the most telling one as its matrix, and a line per topic", () => {
    const lines = drawn(catalogue(40));
    expect(lines[0]).toBe("odd/story-39");
    const text = lines.join("\n");
    expect(text).toContain(`40 scenarios by topic, each with its most telling one
    topic  scenarios  cells  differ  most telling
  = even          20     40       0  story-0`);
    expect(text).toContain("  ≠ odd           20     40       2  story-39");
    expect(lines.length).toBeLessThan(40);
  });

  test("what is not as expected takes the story's place", () => {
    const unmet = { cell: "verdict", ok: false, message: "not so", file: "even/story-4.yaml", line: 3 };
    expect(drawn(catalogue(40, [{ scenario: "even/story-4", ...unmet }]))[0]).toBe("even/story-4");
  });

  test("a few, and all where they are asked for, are whole", () => {
    expect(isOverview(catalogue(30), { whole: false })).toBe(false);
    expect(isOverview(catalogue(31), { whole: false })).toBe(true);
    expect(isOverview(catalogue(31), { whole: true })).toBe(false);
  });

  test.each([60, 80, 140])("no line is wider than %i columns", (width) => {
    expect(drawn(catalogue(40), width).filter((line) => textWidth(line) > width)).toEqual([]);
  });
});

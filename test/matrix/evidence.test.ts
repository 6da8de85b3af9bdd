/** A libc that really ran and its emulation in the same place: two cells, wherever cells are told apart. */
import { describe, expect, test } from "vitest";
import { sinceBaseline } from "../../harness/matrix/baseline.ts";
import { cellName, comparedPlaces, evidenceOf, placeKey } from "../../harness/matrix/cell-place.ts";
import { compareCells } from "../../harness/matrix/compare.ts";
import { diffReports, isSame } from "../../harness/matrix/diff.ts";
import { planRun } from "../../harness/matrix/plan.ts";
import { recordedExpectations } from "../../harness/matrix/recorded.ts";
import { buildReport } from "../../harness/matrix/report.ts";
import type { Report, ReportCell } from "../../harness/matrix/report-data.ts";
import { runPlan } from "../../harness/matrix/run.ts";
import { EXPECTATIONS } from "../../harness/matrix/standard.ts";
import { layoutOf } from "../../harness/report/layout.ts";
import { reportSchema } from "../../harness/report/report-schema.ts";
import { scenarioMatrix } from "../../harness/report/terminal/columns.ts";
import type { Resolver } from "../../harness/resolvers/resolver.ts";
import {
  answer,
  cell,
  type FakeImage,
  fakeGo,
  fakeRun,
  lostCell,
  musl,
  observation,
  silentListener,
  tryAgain,
} from "./fake-engine.ts";
import { build, catalogue, expectation, scenario } from "./samples.ts";

const real = cell({ outcome: answer("192.0.2.1") });
const model = cell({ evidence: "emulated", outcome: tryAgain });
const go = cell({ resolver: "go@1.24", evidence: "emulated", outcome: answer("192.0.2.1") });
const story = scenario({
  images: ["alpine-3.8"],
  expect: { cells: [expectation("musl", { error: "answer" })] },
});

function reportOf(cells: readonly ReportCell[]): Report {
  const comparisons = compareCells(cells);
  const expectations = EXPECTATIONS.check(story, cells, comparisons, true);
  const { id, title, file } = story;
  const head = {
    tool: "t",
    engine: "local",
    clock: "virtual",
    startedAt: new Date(0),
    elapsedMs: 0,
    images: [],
  } as const;
  const told = { id, title, file, known: null, verdict: null };
  return buildReport(head, [{ scenario: told, cells, comparisons, expectations }]);
}

describe("the key of a cell", () => {
  test("is another for a libc's emulation, and the same for a cell that was lost", () => {
    expect(placeKey(model)).not.toBe(placeKey(real));
    expect(placeKey(lostCell())).toBe(placeKey(real));
    expect(placeKey(lostCell({ wanted: "emulated" }))).toBe(placeKey(model));
    expect(placeKey(lostCell({ resolver: "go@1.24" }))).toBe(placeKey(go));
  });

  test("of a Go program needs no mention of its evidence", () => {
    expect([real, model, go].map(cellName)).toEqual([
      "alpine-3.8/musl@1.1.19",
      "alpine-3.8/musl@1.1.19 (emulated)",
      "alpine-3.8/go@1.24",
    ]);
  });
});

describe("comparisons", () => {
  test("hold the real libc against its emulation and Go, and say which cells they mean", () => {
    const comparisons = compareCells([model, real, go]);
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(["outcome", "agree"]);
    const sides = comparisons.flatMap(comparedPlaces).map(placeKey);
    expect(sides).toEqual([real, model, real, go].map(placeKey));
  });

  test("take the emulation where there is nothing else, also across images", () => {
    const other = { ...model, image: "debian-12-musl" };
    const comparisons = compareCells([real, model, go, other]);
    const sides = comparisons.map((one) => comparedPlaces(one).map(cellName).join(" | "));
    expect(sides).toEqual([
      "alpine-3.8/musl@1.1.19 | alpine-3.8/musl@1.1.19 (emulated)",
      "alpine-3.8/musl@1.1.19 | alpine-3.8/go@1.24",
      "alpine-3.8/musl@1.1.19 | debian-12-musl/musl@1.1.19 (emulated)",
    ]);
  });
});

describe("a report with both", () => {
  const report = reportOf([real, model, go]);

  test("counts, judges and lays out each by itself", () => {
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.summary).toMatchObject({ cells: 3, agree: 1, differ: 2, unexpected: 1 });
    const layout = layoutOf(report);
    expect(layout.columns.map(({ name }) => name)).toEqual([
      "musl@1.1.19",
      "musl@1.1.19 (emulated)",
      "go@1.24",
    ]);
    expect(layout.rows.map(({ cells }) => cells)).toEqual([[0, 1, 2]]);
    expect(layout.judgements.map(({ unmet }) => unmet.length)).toEqual([0, 1, 0]);
    expect(layout.sides).toEqual([
      { left: 0, right: 1 },
      { left: 0, right: 2 },
    ]);
  });

  test("draws both in the terminal", () => {
    const { columns } = scenarioMatrix(report.cells, report.expectations);
    expect(columns.map(({ resolvers }) => resolvers)).toEqual([
      "musl@1.1.19",
      "musl@1.1.19 (emulated)",
      "go@1.24",
    ]);
    expect(columns.map(({ cells }) => cells[0]?.[0]?.text)).toEqual([
      "✓ 192.0.2.1",
      "✗ EAI_AGAIN",
      "✓ 192.0.2.1",
    ]);
  });

  test("is the same as itself, and not as one in which the two have changed places", () => {
    expect(isSame(diffReports(report, report))).toBe(true);
    const swapped = reportOf([
      { ...real, outcome: tryAgain },
      { ...model, outcome: answer("192.0.2.1") },
      go,
    ]);
    expect(diffReports(report, swapped).changed.map(cellName)).toEqual([
      "alpine-3.8/musl@1.1.19",
      "alpine-3.8/musl@1.1.19 (emulated)",
    ]);
    const { goneCells } = diffReports(report, reportOf([real, go]));
    expect(goneCells.map(cellName)).toEqual(["alpine-3.8/musl@1.1.19 (emulated)"]);
  });

  test("is a baseline for each by itself", () => {
    const standard = sinceBaseline(report);
    expect([real, model].map((one) => standard.mismatch(story, one))).toEqual([null, null]);
    expect(standard.mismatch(story, { ...real, outcome: tryAgain })).toContain("changed since the baseline");
    const checked = standard.check(story, [real, model, go], report.comparisons, true);
    expect(checked.map(({ cell: name, ok }) => `${name} ${ok}`)).toContain(
      "alpine-3.8/musl@1.1.19 (emulated) true",
    );
  });
});

test("what an emulation shows is not written down as what is expected", () => {
  expect(recordedExpectations(story, [real, { ...real, ...model }], [])).toBeNull();
  const wrong = recordedExpectations(story, [{ ...real, outcome: tryAgain }, model], []);
  expect(wrong?.add.map(([key]) => key)).toEqual(["musl"]);
});

describe("a run with a model of a libc beside the libc", () => {
  /** Stands for a Go build in the plan, and is a libc. */
  const emulation: Resolver = {
    ...fakeGo()(build("1.24")),
    id: { family: "musl", version: "1.1.19", release: null },
    resolve: async () => ({ outcome: tryAgain, alternatives: [], errno: "EAGAIN" }),
    program: null,
  };
  const image: FakeImage = {
    declared: { family: "musl", version: "1.1.19", release: null, buildIds: [] },
    found: musl("1.1.19"),
    observe: () => observation(answer("192.0.2.1")),
  };

  async function cellsOf(fake: FakeImage): Promise<readonly ReportCell[]> {
    const plan = planRun(
      [{ ...story, go: [build("1.24")] }],
      { ...catalogue, goResolver: () => emulation },
      { images: null, go: null },
    );
    const { scenarios } = await runPlan(plan, fakeRun({ "alpine-3.8": fake }), {
      concurrency: { all: 2, busy: 2 },
      signal: new AbortController().signal,
      listener: silentListener,
      repeat: 0,
      standard: EXPECTATIONS,
    });
    return scenarios.flatMap(({ cells }) => cells);
  }

  test("shows both, with what each leaves behind", async () => {
    const [observed, emulated] = await cellsOf(image);
    expect(observed).toMatchObject({
      resolver: "musl@1.1.19",
      evidence: "observed",
      outcome: answer("192.0.2.1"),
    });
    expect(emulated).toMatchObject({
      resolver: "musl@1.1.19",
      evidence: "emulated",
      outcome: tryAgain,
      errno: "EAGAIN",
    });
    expect(emulated).not.toHaveProperty("mode");
  });

  test("says of a lost cell which of the two it was to be", async () => {
    const lost = await cellsOf({ missing: "no such image" });
    expect(lost.map((one) => [one.evidence, one.wanted, evidenceOf(one)])).toEqual([
      ["unavailable", undefined, "observed"],
      ["unavailable", "emulated", "emulated"],
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { Failure } from "../../harness/errors.ts";
import type { Report } from "../../harness/matrix/report-data.ts";
import { readBlob, renderBlob } from "../../harness/report/blob.ts";
import type { ReportDetails } from "../../harness/report/html/details.ts";
import { type BlobFile, mergeReports } from "../../harness/report/merge.ts";
import { hostileDetails, hostileReport } from "./hostile.ts";
import { sampleReport } from "./sample.ts";

const whole = sampleReport();
/** The sample in an order that merging must find again. */
const sorted = onlyScenarios(whole.report, whole.report.scenarios.map(({ id }) => id).sort());

describe("a blob", () => {
  test.each([
    ["the sample", whole.report, whole.details],
    [
      "hostile texts",
      withoutLoneSurrogates(hostileReport),
      noPrototype(withoutLoneSurrogates(hostileDetails)),
    ],
  ])("comes back as it was: %s", (_, report, details) => {
    const text = renderBlob(report, details, { index: 2, count: 3 });
    expect(text.indexOf("\n")).toBe(text.length - 1);
    expect(readBlob(text)).toEqual({
      kind: "blob",
      blob: { format: "resolver-matrix blob", version: 1, shard: { index: 2, count: 3 }, report, details },
    });
  });

  const good = JSON.parse(renderBlob(whole.report, whole.details, { index: 1, count: 1 }));
  test.each([
    ["half a file", JSON.stringify(good).slice(0, 5000), /^not JSON \(/],
    ["another JSON file", '{"version":1}', /^not a blob report$/],
    [
      "a later blob",
      JSON.stringify({ ...good, version: 2, shard: "?" }),
      /^blob version 2; this program reads version 1$/,
    ],
    [
      "a later report",
      JSON.stringify({ ...good, report: { version: 7 } }),
      /^report version 7; this program reads version 1$/,
    ],
    [
      "a shard that cannot be",
      JSON.stringify({ ...good, shard: { index: 3, count: 2 } }),
      /^damaged at shard: there is no such shard$/,
    ],
    [
      "a field that is not known",
      JSON.stringify({ ...good, report: { ...good.report, flaky: [] } }),
      /^damaged at report: Unrecognized key: "flaky"$/,
    ],
    [
      "a wrong value deep inside",
      JSON.stringify({
        ...good,
        report: { ...good.report, cells: [{ ...good.report.cells[0], elapsedMs: "1" }] },
      }),
      /^damaged at report\.cells\.0\.elapsedMs: /,
    ],
  ])("is refused with a reason: %s", (_, text, why) => {
    expect(readBlob(text)).toEqual({ kind: "refused", why: expect.stringMatching(why) });
  });
});

describe("mergeReports", () => {
  const shards = split(3);

  test("puts shards together as if there had been one run, in whichever order they come", () => {
    const { report, details } = mergeReports(shards.toReversed());
    expect(report.cells).toEqual(sorted.cells);
    expect(report.comparisons).toEqual(sorted.comparisons);
    expect(report.expectations).toEqual(sorted.expectations);
    expect(report.scenarios).toEqual(sorted.scenarios);
    expect(report.summary).toEqual({ ...whole.report.summary, ...evidenceOf(whole.report.cells) });
    expect(report.images.map(({ id }) => id).sort()).toEqual(whole.report.images.map(({ id }) => id).sort());
    expect(details).toEqual(whole.details);
  });

  test("lasts from the first start to the last end", () => {
    const times = [
      { startedAt: "2026-01-01T00:00:10.000Z", elapsedMs: 1000 },
      { startedAt: "2026-01-01T00:00:00.500Z", elapsedMs: 2000 },
      { startedAt: "2026-01-01T00:00:05.000Z", elapsedMs: 9000 },
    ];
    const files = shards.map(({ name, text }, index) => {
      const blob = JSON.parse(text);
      Object.assign(blob.report, times[index]);
      return { name, text: JSON.stringify(blob) };
    });
    const { report } = mergeReports(files);
    expect(report).toMatchObject({ startedAt: "2026-01-01T00:00:00.500Z", elapsedMs: 13_500 });
  });

  test("an image is ready where any shard had it", () => {
    const lost = changed(shards, 0, (report) => ({
      ...report,
      images: report.images.map((image) => ({
        ...image,
        digest: null,
        status: "unavailable",
        reason: "no network",
      })),
    }));
    const { report } = mergeReports(lost);
    expect(report.images.find(({ id }) => id === "alpine-3.8")).toMatchObject({
      status: "ready",
      reason: null,
    });
  });

  test.each<[string, readonly BlobFile[], RegExp]>([
    ["no file at all", [], /^there is no blob report to merge$/],
    [
      "other versions, naming every file",
      [
        ...shards.slice(1),
        { name: "old.json", text: '{"format":"resolver-matrix blob","version":0}' },
        { name: "x.txt", text: "x" },
      ],
      /^cannot merge these files:\n {2}old\.json: blob version 0; this program reads version 1\n {2}x\.txt: not JSON \(.*\)$/,
    ],
    [
      "missing and doubled shards",
      [...shards.slice(1), { name: "again.json", text: shards[1]?.text ?? "" }],
      /^the shards are not complete:\n {2}shard 1\/3 is missing\n {2}shard 2\/3 is there 2 times: shard-2\.json, again\.json$/,
    ],
    [
      "another tool",
      changed(shards, 2, (report) => ({ ...report, tool: "resolver-matrix 0.2.0" })),
      /^the files are not of one run: report of another tool among them:\n {2}shard-1\.json: resolver-matrix 0\.1\.0\n {2}shard-2\.json: resolver-matrix 0\.1\.0\n {2}shard-3\.json: resolver-matrix 0\.2\.0$/,
    ],
    [
      "another engine",
      changed(shards, 0, (report) => ({ ...report, engine: "local" })),
      /report of another engine among them:\n {2}shard-1\.json: local\n/,
    ],
    [
      "a shard of another plan",
      [...shards.slice(0, 2), ...split(4).slice(3)],
      /shard of another run among them/,
    ],
    [
      "an image with two contents",
      changed(shards, 1, (report) => ({
        ...report,
        images: report.images.map((image) =>
          image.id === "alpine-3.8" ? { ...image, digest: "sha256:0" } : image,
        ),
      })),
      /^image alpine-3\.8 was not the same in all shards:\n {2}shard-1\.json: sha256:616c.*\n {2}shard-2\.json: sha256:0\n/,
    ],
  ])("refuses %s", (_, files, message) => {
    expect(failureOf(() => mergeReports(files))).toEqual(
      expect.objectContaining({
        code: "usage",
        message: expect.stringMatching(message),
        advice: expect.any(String),
      }),
    );
  });
});

/** The sample, scenario by scenario dealt to shards. */
function split(count: number): BlobFile[] {
  return Array.from({ length: count }, (_, place) => {
    const ids = whole.report.scenarios.map(({ id }) => id).filter((_, index) => index % count === place);
    const details = {
      ...whole.details,
      scenarios: Object.fromEntries(
        Object.entries(whole.details.scenarios).filter(([id]) => ids.includes(id)),
      ),
    };
    const report = onlyScenarios(whole.report, ids);
    return {
      name: `shard-${place + 1}.json`,
      text: renderBlob(report, details, { index: place + 1, count }),
    };
  });
}

function onlyScenarios(report: Report, ids: readonly string[]): Report {
  const of = <T>(entries: readonly T[], idOf: (entry: T) => string) =>
    ids.flatMap((id) => entries.filter((entry) => idOf(entry) === id));
  const cells = of(report.cells, ({ scenario }) => scenario);
  const expectations = of(report.expectations, ({ scenario }) => scenario);
  const all = ids.length === report.scenarios.length;
  const unavailable = cells.filter(({ evidence }) => evidence === "unavailable").length;
  return {
    ...report,
    scenarios: of(report.scenarios, ({ id }) => id),
    cells,
    comparisons: of(report.comparisons, ({ scenario }) => scenario),
    expectations,
    summary: all
      ? report.summary
      : {
          cells: cells.length,
          agree: cells.length - unavailable - differing(report, cells),
          differ: differing(report, cells),
          unexpected: expectations.filter(({ ok }) => !ok).length,
          unavailable,
          ...evidenceOf(cells),
        },
  };
}

/** Any split will do for sums: the cells that differ, by their share of the whole count. */
function differing(report: Report, cells: Report["cells"]): number {
  const first = report.cells.slice(0, report.summary.differ);
  return cells.filter((cell) => first.includes(cell)).length;
}

function changed(files: readonly BlobFile[], place: number, change: (report: Report) => object): BlobFile[] {
  return files.map((file, index) => {
    if (index !== place) return file;
    const blob = JSON.parse(file.text);
    return { ...file, text: JSON.stringify({ ...blob, report: change(blob.report) }) };
  });
}

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** zod's records have no key "__proto__"; a scenario of that name comes back without its details. */
function noPrototype(details: ReportDetails): ReportDetails {
  const scenarios = Object.entries(details.scenarios).filter(([id]) => id !== "__proto__");
  return { ...details, scenarios: Object.fromEntries(scenarios) };
}

/** JSON keeps lone surrogates as escapes; comparing them is all that is left out. */
function withoutLoneSurrogates<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll("\\ud800", ""));
}

/** How many cells were observed and emulated. */
function evidenceOf(cells: Report["cells"]): { readonly observed: number; readonly emulated: number } {
  const count = (kind: "observed" | "emulated") => cells.filter(({ evidence }) => evidence === kind).length;
  return { observed: count("observed"), emulated: count("emulated") };
}

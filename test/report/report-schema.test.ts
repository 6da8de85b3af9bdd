/** schema/report.json against reports of real runs, by a validator that knows nothing of this program. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { loadScenarios, type Report, run } from "../../harness/index.ts";
import { packageRoot } from "../../harness/package-root.ts";
import { reportSchema } from "../../harness/report/report-schema.ts";
import { alpine, titled } from "../lab/support/labs.ts";
import { sampleReport } from "./sample.ts";

const RUN_LIMIT_MS = 120_000;
const image = await alpine();

// A format beside a pattern that says the same.
const ajv = new Ajv({ allErrors: true, validateFormats: false });
const validate = ajv.compile(JSON.parse(await readFile(join(packageRoot, "schema", "report.json"), "utf8")));

/** What the published schema has against a report as it lies in a file. */
function complaints(report: unknown): readonly string[] {
  validate(JSON.parse(JSON.stringify(report)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

const { report: sample } = sampleReport();

describe("the report's schema", () => {
  test(
    "accepts what a run without labs writes, of the whole catalogue",
    async () => {
      const report = await run(await loadScenarios(), { engine: "model" });
      expect(report.cells.length).toBeGreaterThan(300);
      expect(complaints(report)).toEqual([]);
      expect(reportSchema.safeParse(report).success).toBe(true);
    },
    RUN_LIMIT_MS,
  );

  test.skipIf(image.reason !== null)(
    titled("accepts what was observed on real libcs", image.reason),
    async () => {
      const report = await run(await loadScenarios("founding"), { engine: "local", images: ["alpine-3.8"] });
      expect(new Set(report.cells.map(({ evidence }) => evidence))).toEqual(
        new Set(["observed", "emulated"]),
      );
      expect(complaints(report)).toEqual([]);
    },
    RUN_LIMIT_MS,
  );

  test("accepts the report that has everything", () => {
    expect(complaints(sample)).toEqual([]);
  });

  const [cell] = sample.cells;
  const damaged: readonly (readonly [string, object, string])[] = [
    ["another version", { ...sample, version: 2 }, "/version: must be equal to constant"],
    ["a field too many", { ...sample, extra: 1 }, ": must NOT have additional properties"],
    ["a missing field", without(sample, "cells"), ": must have required property 'cells'"],
    [
      "an outcome that is none",
      { ...sample, cells: [{ ...cell, outcome: { kind: "maybe" } }] },
      "/cells/0/outcome/kind: must be equal to constant",
    ],
    [
      "a count that is none",
      { ...sample, summary: { ...sample.summary, cells: -1 } },
      "/summary/cells: must be >= 0",
    ],
  ];
  test.each(damaged)("refuses %s, as the program itself does", (_, report, complaint) => {
    expect(complaints(report)).toContain(complaint);
    expect(reportSchema.safeParse(report).success).toBe(false);
  });
});

function without(report: Report, field: keyof Report): object {
  return Object.fromEntries(Object.entries(report).filter(([key]) => key !== field));
}

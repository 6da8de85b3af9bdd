/** Reports and blobs with anything in them: refused in a sentence, or taken, and then everything can be made of them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../harness/errors.ts";
import { diffReports } from "../../harness/matrix/diff.ts";
import type { Report } from "../../harness/matrix/report-data.ts";
import { renderBlob } from "../../harness/report/blob.ts";
import { diffText } from "../../harness/report/diff-text.ts";
import { jsonText } from "../../harness/report/escape.ts";
import { noDetails } from "../../harness/report/html/details.ts";
import { renderHtml } from "../../harness/report/html.ts";
import { renderJunit } from "../../harness/report/junit.ts";
import { renderMarkdown } from "../../harness/report/markdown.ts";
import { mergeReports } from "../../harness/report/merge.ts";
import { readReport } from "../../harness/report/read-report.ts";
import { createPaint } from "../../harness/report/terminal/paint.ts";
import { terminalReport } from "../../harness/report/terminal.ts";
import { damagedText, damages, STEERING } from "../support/damage.ts";
import { FUZZ_LIMIT, fuzzed, seedTold } from "../support/fuzz.ts";
import { hostileDetails, hostileReport } from "./hostile.ts";
import { sampleReport } from "./sample.ts";

const { report: whole } = sampleReport();
const few: Report = {
  ...whole,
  scenarios: whole.scenarios.slice(0, 2),
  cells: whole.cells.slice(0, 8),
  comparisons: whole.comparisons.slice(0, 8),
  expectations: whole.expectations.slice(0, 8),
};

const PIECES = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "null",
  "1e308",
  "-1",
  "0.5",
  "\\u0000",
  "\\ud800",
  '"__proto__":1,',
];
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    -1,
    0.5,
    1e308,
    2 ** 53,
    true,
    [],
    {},
    "\u001b[2J",
    "__proto__",
    "answer",
    "agree",
  ),
  fc.string({ maxLength: 8, unit: "binary" }),
  fc.double(),
  fc.date({ noInvalidDate: false }).map((date) => String(date.getTime())),
);
const valueDamage = fc.array(fc.record({ at: fc.nat(), value: oddValue, drop: fc.boolean() }), {
  minLength: 1,
  maxLength: 3,
});
type ValueDamage = ReadonlyArray<{ readonly at: number; readonly value: unknown; readonly drop: boolean }>;

/** The text of JSON in which some members are gone or something else, anywhere in it. */
function withOddValues(text: string, all: ValueDamage): string {
  let count = 0;
  JSON.parse(text, (_, value: unknown) => {
    count += 1;
    return value;
  });
  const wanted = new Map(all.map(({ at, ...one }) => [at % count, one]));
  let index = -1;
  const changed: unknown = JSON.parse(text, (_, value: unknown) => {
    index += 1;
    const change = wanted.get(index);
    if (change === undefined) return value;
    return change.drop ? undefined : change.value;
  });
  return JSON.stringify(changed) ?? "";
}

const damagedOf = (...texts: readonly string[]) =>
  fc.oneof(
    fc.tuple(fc.constantFrom(...texts), damages(PIECES)).map(([text, all]) => damagedText(text, all)),
    fc.tuple(fc.constantFrom(...texts), valueDamage).map(([text, all]) => withOddValues(text, all)),
  );

/** Whatever can be made of a report that was read. */
function useAll(report: Report): void {
  expect(readReport(jsonText(report))).toEqual({ kind: "report", report });
  expect(diffText(diffReports(few, report))).not.toMatch(STEERING);
  expect(diffText(diffReports(report, few))).not.toMatch(STEERING);
  expect(terminalReport(report, 100, createPaint(false)).join("\n")).not.toMatch(STEERING);
  expect(renderMarkdown(report)).not.toBe("");
  expect(renderJunit(report)).not.toBe("");
  expect(renderHtml(report)).not.toBe("");
}

test(
  `a damaged report is refused in a sentence, or everything can be made of it (${seedTold})`,
  FUZZ_LIMIT,
  () => {
    fc.assert(
      fc.property(damagedOf(jsonText(few), jsonText(hostileReport)), (text) => {
        const reading = readReport(text);
        if (reading.kind === "refused") expect(reading.why).toMatch(/\w/);
        else useAll(reading.report);
      }),
      fuzzed(),
    );
  },
);

test(
  `a damaged blob is refused in a sentence, or merged to a report that can be read (${seedTold})`,
  FUZZ_LIMIT,
  () => {
    const part = (index: number) => renderBlob({ ...few, engine: "local" }, noDetails, { index, count: 2 });
    const hostile = renderBlob(hostileReport, hostileDetails, { index: 1, count: 2 });
    const other = renderBlob({ ...hostileReport, cells: [] }, hostileDetails, { index: 2, count: 2 });
    fc.assert(
      fc.property(
        fc.oneof(
          damagedOf(part(1)).map((text) => [text, part(2)] as const),
          damagedOf(hostile).map((text) => [text, other] as const),
        ),
        ([first, second]) => {
          try {
            const { report, details } = mergeReports([
              { name: "1.json", text: first },
              { name: "2.json", text: second },
            ]);
            useAll(report);
            expect(renderHtml(report, details)).not.toBe("");
          } catch (error) {
            if (!(error instanceof Failure)) throw error;
            expect(error.code).toBe("usage");
          }
        },
      ),
      fuzzed(),
    );
  },
);

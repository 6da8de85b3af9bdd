import { expect, test } from "vitest";
import { renderBlob } from "../../harness/report/blob.ts";
import { readReport } from "../../harness/report/read-report.ts";
import { sampleReport } from "./sample.ts";

const { report, details } = sampleReport();

test("a report comes back as it was written", () => {
  expect(readReport(JSON.stringify(report))).toEqual({ kind: "report", report });
});

test.each([
  ["", /^not JSON/],
  ["[1]", /^not a report$/],
  ["{}", /^not a report$/],
  [JSON.stringify({ ...report, version: 2 }), /^report version 2; this program reads version 1$/],
  [JSON.stringify({ ...report, cells: [{}] }), /^damaged at cells\.0\./],
  [
    renderBlob(report, details, { index: 1, count: 2 }),
    /^a blob, which is one part of a run; merge it first/,
  ],
])("what is none is refused: %#", (text, why) => {
  expect(readReport(text)).toEqual({ kind: "refused", why: expect.stringMatching(why) });
});

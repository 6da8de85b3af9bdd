import { describe, expect, test } from "vitest";
import type { Report } from "../../../harness/matrix/report-data.ts";
import { renderHtml } from "../../../harness/report/html.ts";
import { noChromium } from "../../support/browser.ts";
import { sampleReport } from "../sample.ts";
import { cell, founding, seen, startVisiting } from "./visit.ts";

describe.skipIf(noChromium)("a flaky cell on the HTML page", () => {
  const { visit } = startVisiting();
  const { report, details } = sampleReport();
  const flaky: Report = {
    ...report,
    cells: report.cells.map((one) =>
      one.scenario === "founding/indented-resolv-conf" && one.image === "alpine-3.8"
        ? { ...one, flaky: true, firstUnexpected: "expected <b>10.21.42.97</b>, got EAI_AGAIN" }
        : one,
    ),
  };

  test("is marked in the matrix, and tells what it was first when it is opened", () =>
    visit(
      async (page) => {
        expect(await seen(cell(page, founding))).toContain("↻ flaky");
        await cell(page, founding).click();
        const note = page.getByRole("dialog").locator(".note.mark-flaky");
        expect(await seen(note)).toBe(
          "↻ flaky At first it was not as expected, when it was repeated it was. First: expected <b>10.21.42.97</b>, got EAI_AGAIN",
        );
      },
      { content: renderHtml(flaky, details) },
    ));
});

/** A flaky cell in every kind of report: told, with what it was first, and no failure. */
import { describe, expect, test } from "vitest";
import { annotations } from "../../harness/report/github.ts";
import { renderJunit } from "../../harness/report/junit.ts";
import { renderMarkdown } from "../../harness/report/markdown.ts";
import { reportSchema } from "../../harness/report/report-schema.ts";
import { terminalReporter } from "../../harness/report/terminal.ts";
import { cell, noName } from "../matrix/fake-engine.ts";
import { attack } from "./hostile.ts";
import { recordedOutput, reportOf } from "./reports.ts";

const first = `expected 192.0.2.1, got ${attack}`;
const flaky = cell({ flaky: true, firstOutcome: noName, firstUnexpected: first });
const report = reportOf([flaky, cell({ resolver: "go@1.24" })]);

describe("a flaky cell", () => {
  test("belongs to the report's format", () => {
    expect(reportSchema.safeParse(report).error?.issues).toBeUndefined();
  });

  test("on the terminal", async () => {
    const output = recordedOutput();
    const reporter = terminalReporter(output, { whole: true });
    await reporter.onEnd(report);
    expect(output.text()).toContain("↻ flaky");
    expect(output.text()).toContain("Flaky: not as expected at first, as expected when repeated");
    expect(output.text()).toContain("first: expected 192.0.2.1, got </script>");
    expect(output.text()).toMatch(/ · 2 cells in .* 1 flaky/);
    expect(output.text()).not.toContain("unexpected\n");
  });

  test("in Markdown", () => {
    const markdown = renderMarkdown(report);
    expect(markdown).toContain("## Flaky: as expected only when repeated\n");
    expect(markdown).toMatch(
      /^- ↻ \*\*topic\/story\*\* <code>db.example<\/code> ip, alpine-3\.8\/musl@.*1\.1\.19: first expected 192/m,
    );
    expect(markdown).toContain("192.0.2.1<br>↻ flaky");
    expect(markdown).not.toContain("<script>");
    expect(markdown).toContain("# ✓ as expected");
  });

  test("in JUnit XML", () => {
    const xml = renderJunit(report);
    expect(xml).toContain(
      '<flakyFailure type="expectation" message="expected 192.0.2.1, got &lt;/script&gt;',
    );
    expect(xml).toContain('failures="0" errors="0"');
  });

  test("on GitHub", () => {
    const [line = ""] = annotations(report, (file) => `repository/${file}`).split("\n");
    expect(line).toMatch(
      /^::warning file=repository\/.+,title=flaky%3A topic\/story db\.example ip alpine-3\.8\/musl@1\.1\.19::expected 192/,
    );
  });
});

/** Every report tells why. */
import { beforeAll, describe, expect, test } from "vitest";
import { loadScenarios } from "../../harness/disk/load.ts";
import { run } from "../../harness/library/run.ts";
import type { Report } from "../../harness/matrix/report-data.ts";
import { annotations } from "../../harness/report/github.ts";
import { renderJunit } from "../../harness/report/junit.ts";
import { renderMarkdown } from "../../harness/report/markdown.ts";
import { createPaint } from "../../harness/report/terminal/paint.ts";
import { terminalReport } from "../../harness/report/terminal.ts";

const WHY = "One search domain";
let report: Report;
beforeAll(async () => {
  const scenarios = await loadScenarios(["kubernetes/search-domain-servfail"]);
  // As a file that expects otherwise would have it.
  const ran = await run(scenarios, { engine: "model" });
  const expectations = ran.expectations.map((one) =>
    one.cell.includes("musl") ? { ...one, ok: false } : one,
  );
  report = { ...ran, expectations };
});

const CAUSE = "one of them answers SERVFAIL, which ends the lookup in musl alone.";

describe("the cause stands in", () => {
  test("the terminal, with what to do", () => {
    const text = terminalReport(report, 400, createPaint(false)).join("\n");
    expect(text).toContain(WHY);
    expect(text).toMatch(/^ {2}why With ndots:5 .*\(kubernetes\/search-domain-servfail\)$/m);
    expect(text).toMatch(/^What to do\n {2}Write names with a dot at their end/m);
    expect(text).toMatch(/^ {2}resolver-matrix fix \S+search-domain-servfail\.yaml tries changes/m);
  });

  test("Markdown, with where upstream does so", () => {
    const [, why = ""] = renderMarkdown(report).split("## Why\n");
    expect(why.replaceAll(/<[^>]*>/g, "")).toContain("answers SERVFAIL");
    expect(why).toContain("git.musl-libc.org");
    expect(why).toContain("What to do:");
  });

  test("JUnit: in the output of the case, and in its failure", () => {
    const [failed = ""] = renderJunit(report).match(/<failure[\s\S]*?<\/testcase>/) ?? [];
    expect(failed.split(CAUSE).length - 1).toBe(2);
  });

  test("annotations of GitHub, on the line of what is not as expected", () => {
    const [first = ""] = annotations(report, (file) => file).split("\n");
    expect(first).toMatch(/^::error .*%0Awhy: With ndots:5 /);
  });
});

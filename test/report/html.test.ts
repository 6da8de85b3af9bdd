import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import type { Report } from "../../harness/matrix/report-data.ts";
import { pageScript, pageStyle } from "../../harness/report/html/bundle.ts";
import type { Table } from "../../harness/report/html/table.ts";
import { renderHtml } from "../../harness/report/html.ts";
import { hostileDetails, hostileReport } from "./hostile.ts";
import { sampleReport } from "./sample.ts";

const { report, details } = sampleReport();
const html = renderHtml(report, details);

describe("the page's sources", () => {
  const files = readdirSync(new URL("../../harness/report/html/page/", import.meta.url));

  test("every module and style sheet is in the page", () => {
    for (const name of files.filter((name) => name.endsWith(".js")))
      expect(pageScript()).toContain(`modules["${name}"] =`);
    expect(pageStyle().match(/^\/\* /gm)?.length).toBeGreaterThanOrEqual(
      files.filter((name) => name.endsWith(".css")).length,
    );
  });

  test("the script is one that parses, without imports and exports", () => {
    expect(() => new Script(pageScript())).not.toThrow();
    expect(pageScript()).not.toMatch(/^\s*(?:import|export)\b/m);
  });

  test("no way from text to markup or code is used", () => {
    expect(pageScript()).not.toMatch(
      /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|srcdoc|setHTML|createContextualFragment|DOMParser)\b/,
    );
  });

  test("nothing is fetched", () => {
    expect(pageScript()).not.toMatch(
      /\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|importScripts|import\()\b/,
    );
    expect(pageStyle()).not.toMatch(/url\(|@import/);
  });
});

describe("renderHtml", () => {
  test("is one document with one style, one script and the report as JSON", () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).not.toMatch(/<(?:link rel="(?!icon)|iframe|object|img)/);
    expect(embedded(html)).toMatchObject({ report: shownOf(report), details });
  });

  test("what cells have in common is written once", () => {
    const { cells, expectations, ...rest } = report;
    const copies = Array.from({ length: 10 }, (_, copy) =>
      cells.map((cell) => ({ ...cell, scenario: `${cell.scenario}-${copy}` })),
    ).flat();
    const json = JSON.stringify({ ...rest, cells: copies });
    expect(renderHtml({ ...rest, expectations: [], cells: copies }).length - html.length).toBeLessThan(
      json.length / 3,
    );
  });

  test("its policy allows exactly the script and style that are in it", () => {
    const [, policy = ""] = html.match(/Content-Security-Policy" content="([^"]*)"/) ?? [];
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [, script = ""] = html.match(/<script>([\s\S]*)<\/script>\n<\/body>/) ?? [];
    const [, style = ""] = html.match(/<style>([\s\S]*)<\/style>/) ?? [];
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  test("how the run came out can be read without the script", () => {
    expect(html).toContain("<title>✗ 2 unexpected – resolver-matrix</title>");
    expect(html).toContain(`${report.summary.cells} cells: ${report.summary.agree} agree`);
    expect(html).toContain("<noscript>");
    const good = renderHtml({ ...report, summary: { ...report.summary, unexpected: 0 } });
    expect(good).toContain("<title>✓ as expected – resolver-matrix</title>");
  });

  test("needs no details", () => {
    expect(embedded(renderHtml(report))).toMatchObject({
      report: shownOf(report),
      details: { scenarios: {}, hosts: {} },
    });
  });

  test("hostile texts stay inside the block of JSON", () => {
    const hostile = renderHtml(hostileReport, hostileDetails);
    const [before = "", block = "", after = ""] = hostile.split(
      /<script type="application\/json" id="data">|<\/script>\n<script>/,
    );
    expect(block).not.toContain("<");
    expect(unpacked(block)).toMatchObject({ report: hostileReport });
    expect(after).toBe(html.split("</script>\n<script>")[1]);
    // The tool's name is the one text from a report that is written outside of it.
    expect(before.match(/<script|<img/g)).toBeNull();
    expect(before.match(/hacked/g)).toHaveLength(2);
  });
});

function embedded(page: string): unknown {
  const [, block = ""] = page.match(/id="data">([^<]*)<\/script>/) ?? [];
  return unpacked(block);
}

/** As page/data.js reads it. */
function unpacked(block: string): unknown {
  const { report, ...rest } = JSON.parse(block);
  const { cells, comparisons } = report;
  return { ...rest, report: { ...report, cells: objectsOf(cells), comparisons: objectsOf(comparisons) } };
}

function objectsOf({ length, fields }: Table): object[] {
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, { values, at }]) =>
        at[index] === -1 ? [] : [[name, values[at[index] ?? 0]]],
      ),
    ),
  );
}

function shownOf({ expectations, ...shown }: Report): Report {
  return { ...shown, expectations: expectations.filter(({ ok }) => !ok) };
}

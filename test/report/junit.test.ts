import { describe, expect, test } from "vitest";
import { renderJunit } from "../../harness/report/junit.ts";
import { element, escapeXml, xmlDocument } from "../../harness/report/junit-xml.ts";
import { hostileReport } from "./hostile.ts";
import { sampleReport } from "./sample.ts";

describe("escapeXml", () => {
  test.each([
    ["markup", `<a b="c">&</a>`, "&lt;a b=&quot;c&quot;&gt;&amp;&lt;/a&gt;"],
    ["the end of a CDATA section", "]]>", "]]&gt;"],
    ["blanks that attributes would lose", "a\tb\nc\r", "a&#9;b&#10;c&#13;"],
    ["controls", "\u0000a\u0008b\u001bc\u007f", "abc\u007f"],
    ["halves of surrogate pairs and non-characters", "a\ud800b\udfffc\ufffed\uffff", "abcd"],
    ["characters beyond the first plane", "a😀b", "a😀b"],
  ])("%s", (_, text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });
});

test("a document is declared, nested and indented", () => {
  const document = xmlDocument(element("a", { n: 1 }, [element("b", {}), element("c", { d: `"` }, ["<"])]));
  expect(document).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<a n="1">\n  <b/>\n  <c d="&quot;">&lt;</c>\n</a>\n`,
  );
});

describe("renderJunit", () => {
  const { report } = sampleReport();
  const xml = renderJunit(report);

  test("has a suite per scenario, a case per cell and per expectation of a scenario as a whole", () => {
    const whole = report.expectations.filter(({ cell }) => !cell.includes("/")).length;
    expect(occurrences(xml, "<testsuite ")).toBe(report.scenarios.length);
    expect(occurrences(xml, "<testcase ")).toBe(report.cells.length + whole);
    expect(xml).toContain(`tests="${report.cells.length + whole}"`);
  });

  test("cells that could not be observed are errors with the reason, never skipped", () => {
    expect(occurrences(xml, "<error ")).toBe(report.summary.unavailable);
    expect(xml).toContain(`<error type="unavailable" message="image centos-7.4 is unavailable: registry`);
    expect(xml).not.toContain("<skipped");
  });

  test("a cell that is not as expected fails in its own case, with file, line and packets; differences do not", () => {
    expect(occurrences(xml, "<failure ")).toBe(report.summary.unexpected);
    const file = "scenarios/founding/indented-resolv-conf.yaml";
    const [, failing = ""] =
      /(<testcase [^>]*debian-12-glibc\/glibc@2\.36"[^>]*line="27">.*?<\/testcase>)/s.exec(xml) ?? [];
    expect(failing).toContain(`<failure type="expectation" message="expected error EAI_NONAME`);
    expect(failing).toContain(`>${file}:27: expected error EAI_NONAME`);
    expect(failing).toMatch(/<system-out>observed: ✗ EAI_AGAIN: .*&#10;.* asked 127\.0\.0\.1:53 for /);
    expect(xml).not.toMatch(/name="[^"]*line \d/);
  });

  test("every case has a name of its own within its suite", () => {
    for (const suite of xml.split("<testsuite ").slice(1)) {
      const names = Array.from(
        suite.matchAll(/<testcase classname="[^"]*" name="([^"]*)"/g),
        ([, name]) => name,
      );
      expect(names.length, suite.slice(0, 80)).toBeGreaterThan(0);
      expect(new Set(names).size, suite.slice(0, 80)).toBe(names.length);
    }
  });

  test("hostile texts add no element and no attribute", () => {
    const hostile = renderJunit(hostileReport);
    const elements = new Set(Array.from(hostile.matchAll(/<(\/?[a-z][a-z-]*)/g), ([, name]) => name));
    expect([...elements].filter((name) => !name?.startsWith("/")).sort()).toEqual(
      ["error", "failure", "system-out", "testcase", "testsuite", "testsuites"].sort(),
    );
    // Each attribute value ends at its own quote: what stands between tags has no stray one.
    for (const [tag] of hostile.matchAll(/<[^>]*>/g))
      expect(tag.match(/"/g)?.length ?? 0, tag).toSatisfy(isEven);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be there
    expect(hostile).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff](?![\udc00-\udfff])/);
  });
});

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

function isEven(count: number): boolean {
  return count % 2 === 0;
}

import { describe, expect, test } from "vitest";
import { renderMarkdown } from "../../harness/report/markdown.ts";
import { markdownCode, markdownText } from "../../harness/report/markdown-text.ts";
import { hostileReport } from "./hostile.ts";
import { sampleReport } from "./sample.ts";

describe("markdownText", () => {
  test.each([
    ["a table's bars", "a|b", "a&#124;b"],
    ["a bar behind a backslash", "a\\|b", "a&#92;&#124;b"],
    ["code and emphasis", "`a` *b* ~c~", "&#96;a&#96; &#42;b&#42; &#126;c&#126;"],
    ["underlines only where they begin or end something", "_a_ EAI_AGAIN", "&#95;a&#95; EAI_AGAIN"],
    ["links and pictures", "![a](b)", "!&#91;a&#93;(b)"],
    ["HTML and references", "<b>&amp;", "&#60;b&#62;&#38;amp;"],
    ["mentions", "@admin", "@<!-- -->admin"],
    ["mail addresses", "musl@1.1.19", "musl@<!-- -->1.1.19"],
    ["issue numbers", "#1", "&#35;1"],
    ["addresses that would become links", "http://a www.b.c", "http&#58;//a www&#46;b.c"],
    ["formulas", "$a$", "&#36;a&#36;"],
    ["line ends", "a\r\nb\u2028c", "a&#92;u&#123;d&#125;&#92;u&#123;a&#125;b&#92;u&#123;2028&#125;c"],
    ["marks that reorder text", "\u202eb", "&#92;u&#123;202e&#125;b"],
    [
      "ordinary text",
      "lookup a.example on 10.0.0.1:53: no such host",
      "lookup a.example on 10.0.0.1:53: no such host",
    ],
  ])("%s", (_, text, written) => {
    expect(markdownText(text)).toBe(written);
  });

  test("code is marked by HTML, whose content needs no other escape", () => {
    expect(markdownCode("a`|b")).toBe("<code>a&#96;&#124;b</code>");
  });
});

describe("renderMarkdown", () => {
  const { report } = sampleReport();
  const markdown = renderMarkdown(report);

  test("tells first how the run came out", () => {
    const { agree, differ, cells } = report.summary;
    expect(markdown.split("\n")[0]).toBe(
      `# ✗ 2 unexpected: ${agree} agree, ${differ} differ, 136 unavailable of ${cells} cells`,
    );
  });

  test("lists what is unexpected with its place, linked where there is something to link to", () => {
    expect(markdown).toContain(
      "- ✗ **founding/indented-resolv-conf** <code>sg.main2.kafka.metis.service</code> ip, " +
        "debian-12-glibc/glibc@<!-- -->2.36: expected error EAI_NONAME, got EAI_AGAIN (Temporary failure in name resolution) " +
        "(scenarios/founding/indented-resolv-conf.yaml:27)",
    );
    const linked = renderMarkdown(report, {
      linkTo: (file, line) => `https://forge.example/"${file}#L${line}`,
    });
    expect(linked).toContain(
      `<a href="https&#58;//forge.example/&#34;scenarios/founding/indented-resolv-conf.yaml&#35;L27">`,
    );
  });

  test("gives each reason once for what could not be observed, and leaves out its columns", () => {
    expect(markdown).toContain(
      "- ? 68 cells: image centos-7.4 is unavailable: registry centos:7.4: connection refused",
    );
    const tables = markdown.slice(markdown.indexOf("## address-families"));
    expect(tables).not.toContain("centos-7.4");
    expect(tables).not.toContain("unavailable");
  });

  test("has a table per topic with a row per lookup and host", () => {
    const founding = section(markdown, "founding");
    const [head = "", ...rows] = founding.split("\n").filter((line) => line.startsWith("|"));
    expect(cellsOf(head)).toEqual([
      "scenario",
      "verdict",
      "musl@<!-- -->1.1.19<br>alpine-3.8",
      "musl@<!-- -->1.2.2<br>debian-11-musl",
      "musl@<!-- -->1.2.3<br>debian-12-musl",
      "musl@<!-- -->1.2.5<br>debian-13-musl",
      "glibc@<!-- -->2.31<br>debian-11-glibc",
      "glibc@<!-- -->2.36<br>debian-12-glibc",
      "glibc@<!-- -->2.41<br>debian-13-glibc",
      "go@<!-- -->1.11<br>7 images",
      "go@<!-- -->1.19<br>7 images",
      "go@<!-- -->1.24<br>7 images",
    ]);
    const onHost = rows.find((row) => row.includes("on centos-7.6")) ?? "";
    expect(cellsOf(onHost).slice(0, 4)).toEqual([
      "A host on which readv with an empty first buffer reads nothing<br><code>sg.main2.kafka.metis.service</code> ip on centos-7.6",
      "**≠ outcome**",
      "✗ EAI_AGAIN",
      "✓ 10.21.42.97",
    ]);
    expect(founding).toContain("✗ EAI_AGAIN<br>**! unexpected**");
  });

  test("a resolver that says different things in different images has a column for each", () => {
    const heads = section(markdown, "ordering").split("\n")[2] ?? "";
    expect(heads).toContain("go@<!-- -->1.24<br>7 images");
    const other = {
      ...report,
      cells: report.cells.map((cell) =>
        cell.image === "alpine-3.8" && cell.resolver === "go@1.24"
          ? { ...cell, outcome: { kind: "answer", addresses: ["192.0.2.99"] } as const }
          : cell,
      ),
    };
    expect(section(renderMarkdown(other), "ordering").split("\n")[2]).toContain(
      "go@<!-- -->1.24<br>alpine-3.8 | go@<!-- -->1.24<br>6 images",
    );
  });

  test.each([3_000, 10_000, 100_000])("stays within %i bytes and says how much is left out", (maxBytes) => {
    const { report: big } = sampleReport(maxBytes > 10_000 ? 30 : 3);
    const bounded = renderMarkdown(big, { maxBytes });
    expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(maxBytes);
    expect(Buffer.byteLength(bounded)).toBeGreaterThan(maxBytes * 0.6);
    const shown = bounded.split("\n").filter((line) => /^\| (?!---|scenario)/.test(line)).length;
    const rows = new Set(
      big.cells.map(({ scenario, lookup, host }) => JSON.stringify([scenario, lookup, host])),
    ).size;
    expect(bounded).toContain(`${rows - shown} more rows did not fit into ${maxBytes} bytes**`);
  });

  test("without a bound nothing is left out", () => {
    expect(renderMarkdown(sampleReport(3).report)).not.toContain("did not fit");
  });

  test("hostile texts stay text: every line is one that the reporter writes", () => {
    const lines = renderMarkdown(hostileReport).split("\n");
    for (const line of lines) {
      expect(line).toMatch(
        /^(?:$|# ✗|## (?:Unexpected|Could not be observed|evil|other)$|- [✗?] |\| |&#60;\/script)/,
      );
      const tags = Array.from(line.matchAll(/<[^>]*>/g), ([tag]) => tag);
      for (const tag of tags) expect(["<br>", "<code>", "</code>", "<!-- -->"], line).toContain(tag);
      expect(line).not.toMatch(/@(?!<!-- -->)/);
      expect(line).not.toContain("https:");
    }
    const widths = new Set(lines.filter((line) => line.startsWith("|")).map((line) => cellsOf(line).length));
    expect([...widths].sort()).toEqual([2, 4]);
  });
});

function section(markdown: string, topic: string): string {
  const [, rest = ""] = markdown.split(`## ${topic}\n`);
  return `## ${topic}\n${rest.split("\n## ")[0]}`;
}

function cellsOf(line: string): string[] {
  return line.replace(/^\| | \|$/g, "").split(" | ");
}

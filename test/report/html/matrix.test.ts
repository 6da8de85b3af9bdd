import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../harness/report/html.ts";
import { noChromium } from "../../support/browser.ts";
import { sampleReport } from "../sample.ts";
import { cell, founding, hashOf, kafka, report, startVisiting, takeApart, words } from "./visit.ts";

describe.skipIf(noChromium)("the HTML page", () => {
  const { visit } = startVisiting();

  describe("the matrix", () => {
    test("is a table per topic with heads that name columns, rows and groups of columns", () =>
      visit(async (page) => {
        await takeApart(page);
        expect(await page.getByRole("table").count()).toBe(
          new Set(report.cells.map(({ scenario }) => scenario.split("/")[0])).size,
        );
        const table = page.getByRole("table", {
          name: "founding: scenarios and lookups by image and resolver",
        });
        const heads = await table.getByRole("columnheader").allInnerTexts();
        expect(heads.slice(0, 4)).toEqual([
          "founding 5 rows, 3 with differences\n◂ Go as one",
          "alpine-3.8",
          "debian-11-musl",
          "debian-12-musl",
        ]);
        expect(heads).toEqual(expect.arrayContaining(["musl@1.1.19", "go@1.24", "centos-7.4 unavailable"]));
        expect(await table.getByRole("rowheader").count()).toBe(5);
        expect(await table.locator("th[scope=colgroup]").first().getAttribute("colspan")).toBe("4");
        expect(await page.locator("#matrix td a[data-cell]").count()).toBe(report.cells.length);
      }));

    test("a topic has only the columns that its scenarios use", () => {
      const cells = report.cells.filter(
        ({ scenario, resolver }) => scenario.startsWith("founding/") || resolver !== "go@1.11",
      );
      return visit(
        async (page) => {
          const heads = async (topic: string) =>
            page.getByRole("table", { name: topic }).locator("th[scope=col]").allInnerTexts();
          expect(await heads("founding")).toContain("go@1.11");
          expect(await heads("numeric")).not.toContain("go@1.11");
        },
        { content: renderHtml({ ...report, cells, comparisons: [] }) },
      );
    });

    test("tells result and verdict of a cell by glyph and word", () =>
      visit(async (page) => {
        expect(await words(cell(page, founding))).toBe("✓ 10.21.42.97 ≠ outcome cgo");
        expect(await words(cell(page, founding.replace("go@1.24", "musl@1.1.19")))).toBe(
          "✗ EAI_AGAIN ≠ outcome 5 s",
        );
        expect(await words(cell(page, `/founding/healthy/${kafka}/ip/alpine-3.8/go@1.11`))).toBe(
          "✓ 10.21.42.97 = agree",
        );
        expect(
          await words(cell(page, founding.replace("alpine-3.8/go@1.24", "debian-12-glibc/glibc@2.36"))),
        ).toBe("✗ EAI_AGAIN ≠ outcome ! unexpected");
        const lost = cell(page, founding.replace("alpine-3.8", "centos-7.4"));
        expect(await lost.textContent()).toBe("? unavailable");
      }));

    test("keeps its heads in sight when scrolled both ways", () =>
      visit(async (page) => {
        await takeApart(page);
        const table = page.getByRole("table", { name: "founding" });
        const { y } = await boxOf(table);
        await page.evaluate((top) => scrollTo(900, scrollY + top), y + 120);
        expect((await boxOf(table)).x).toBe(-900);
        expect((await boxOf(table.locator("thead th").first())).y).toBe(0);
        expect((await boxOf(table.locator("tbody th").last())).x).toBe(0);
        expect((await boxOf(page.locator("#top"))).x, "the page's head follows to the side").toBe(0);
      }));

    test("2,000 cells and more are all there", () => {
      const big = sampleReport(4);
      expect(big.report.cells.length).toBeGreaterThan(2000);
      return visit(
        async (page) => {
          await takeApart(page);
          expect(await page.locator("#matrix td a[data-cell]").count()).toBe(big.report.cells.length);
          await page.getByRole("searchbox").fill("aaaa-servfail-4");
          await page.getByText("1 of 68 rows, 36 of 36 columns").waitFor();
        },
        { content: renderHtml(big.report, big.details) },
      );
    });
  });

  describe("filters", () => {
    test("text: every word must occur, in titles, names, errors or servers", () =>
      visit(async (page) => {
        const search = page.getByRole("searchbox", { name: "Text" });
        for (const [text, rows] of [
          ["SERVFAIL", 1],
          ["kafka ip4", 1],
          ["misbehaving", 0],
          ["10.247.3.9:53", 1],
          ["no such host", 3],
          ["host-readv", 2],
        ] as const) {
          await search.fill(text);
          await page.getByText(new RegExp(`^${rows} of 17 rows`)).waitFor();
          expect(await page.locator("th[scope=row]").count(), text).toBe(rows);
        }
        await search.fill("zebra");
        await page.getByText("No row fits the filters.").waitFor();
      }));

    test("topic", () =>
      visit(async (page) => {
        await page.getByRole("combobox", { name: "Topic" }).selectOption("numeric");
        expect(await page.locator("thead .row-head").allInnerTexts()).toEqual([
          "numeric 2 rows, 2 with differences",
        ]);
      }));

    test("resolvers and images leave columns out, by family too", () =>
      visit(async (page) => {
        await page.getByText("Resolvers: all").click();
        await page.getByRole("checkbox", { name: "musl", exact: true }).uncheck();
        await page.getByRole("checkbox", { name: "go@1.11" }).uncheck();
        await page.getByText("Resolvers: 7 of 12").waitFor();
        expect(await page.getByRole("checkbox", { name: "go", exact: true }).evaluate(isIndeterminate)).toBe(
          true,
        );
        await page.keyboard.press("Escape");
        await page.getByText("Images: all").click();
        await page.getByRole("checkbox", { name: "all images" }).uncheck();
        await page.getByRole("checkbox", { name: "debian-12-glibc" }).check();
        const heads = await page.getByRole("table", { name: "founding" }).locator("thead th").allInnerTexts();
        expect(heads).toEqual([
          "founding 5 rows, 2 with differences",
          "debian-12-glibc",
          "glibc@2.36",
          "go@1.19",
          "go@1.24",
        ]);
      }));

    test("hosts leave rows out, and the address tells it", () =>
      visit(async (page) => {
        const onHost = page.locator("th[scope=row] .tag", { hasText: "on centos-7.6" });
        const all = await onHost.count();
        expect(all).toBeGreaterThan(0);
        await page.getByText("Hosts: all").click();
        await page.getByRole("checkbox", { name: "centos-7.6" }).uncheck();
        await page.getByText(`${17 - all} of 17 rows`).waitFor();
        expect(await onHost.count()).toBe(0);
        expect(hashOf(page)).toBe("#?without-host=centos-7.6");
        await page.reload();
        await page.getByText(/^Hosts: \d of \d$/).waitFor();
        expect(await onHost.count()).toBe(0);
      }));

    test("hosts are no choice where there is one", () => {
      const cells = report.cells.filter(({ host }) => host === "default");
      return visit(
        async (page) => {
          expect(await page.getByText("Images: all").count()).toBe(1);
          expect(await page.getByText("Hosts: all").count()).toBe(0);
        },
        { content: renderHtml({ ...report, cells, comparisons: [], expectations: [] }) },
      );
    });

    test("verdicts: rows that have one of those that are pressed", () =>
      visit(async (page) => {
        await page.getByRole("button", { name: /order/ }).click();
        expect(await titles(page)).toEqual(["Two families, no IPv6 route: who sorts how"]);
        await page.getByRole("button", { name: /error kind/ }).click();
        expect(await titles(page)).toEqual([
          "The name exists and has no address",
          "Two families, no IPv6 route: who sorts how",
        ]);
        await page.getByRole("button", { name: /order/ }).click();
        expect(await titles(page)).toEqual(["The name exists and has no address"]);
      }));

    test("only differences, and back to everything", () =>
      visit(async (page) => {
        await page.getByRole("switch", { name: "only differences" }).check();
        expect(await titles(page)).not.toContain("The same file, well formed: all agree");
        expect(await page.locator("th[scope=row]").count()).toBe(15);
        await page.getByRole("button", { name: "Reset" }).click();
        expect(await page.locator("th[scope=row]").count()).toBe(17);
        expect(await page.getByRole("button", { name: "Reset" }).isVisible()).toBe(false);
      }));

    test("stay in the address, so that a reload shows the same", () =>
      visit(async (page) => {
        await page.getByRole("combobox", { name: "Topic" }).selectOption("founding");
        await page.getByRole("switch").check();
        await page.getByRole("button", { name: /^≠ outcome/ }).click();
        await page.reload();
        expect(await page.getByRole("combobox", { name: "Topic" }).inputValue()).toBe("founding");
        expect(await page.getByRole("switch").isChecked()).toBe(true);
        expect(await page.getByRole("button", { name: /^≠ outcome/ }).getAttribute("aria-pressed")).toBe(
          "true",
        );
        expect(await page.locator("th[scope=row]").count()).toBe(3);
      }));
  });
});

async function titles(page: Page): Promise<string[]> {
  return page.locator("tbody .title:not(.hidden)").allInnerTexts();
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("it is not drawn");
  return box;
}

function isIndeterminate(element: Element): boolean {
  return element instanceof HTMLInputElement && element.indeterminate;
}

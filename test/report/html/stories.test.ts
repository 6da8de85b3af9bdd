import { describe, expect, test } from "vitest";
import type { ReportCell } from "../../../harness/matrix/report-data.ts";
import { renderHtml } from "../../../harness/report/html.ts";
import { noChromium } from "../../support/browser.ts";
import { cell, founding, hashOf, report, startVisiting, words } from "./visit.ts";

const cause = {
  id: "indented",
  text: "An indented nameserver is none to a libc.",
  scenario: "founding/indented-resolv-conf",
  reference: "https://git.musl-libc.org/cgit/musl/tree/src/network/resolvconf.c",
};
const explained = renderHtml({
  ...report,
  cells: report.cells.map(
    (one): ReportCell =>
      one.scenario === cause.scenario && one.outcome?.kind === "error" ? { ...one, cause } : one,
  ),
});

describe.skipIf(noChromium)("the HTML page tells what a person came for", () => {
  const { visit } = startVisiting();

  test("in each topic what is unexpected stands first, then who fails where others answer", () =>
    visit(async (page) => {
      const verdicts = await page
        .locator("#matrix table")
        .evaluateAll((tables) =>
          tables.map((table) =>
            Array.from(table.querySelectorAll("tbody th"), (head) =>
              head.querySelector(".tag.mark-unexpected")
                ? "unexpected"
                : (head.querySelector(".row-verdict")?.textContent ?? ""),
            ),
          ),
        );
      for (const rows of verdicts)
        expect(rows[0]?.includes("agree"), rows.join()).toBe(rows.every((row) => row.includes("agree")));
      expect(
        await page
          .locator("#matrix table", { hasText: "founding" })
          .locator("tbody .title:not(.hidden)")
          .last()
          .innerText(),
      ).toBe("The same file, well formed: all agree");
    }));

  test("below a scenario that fails: who, how, why, what to do, and the command that finds a remedy", () =>
    visit(
      async (page) => {
        const line = page.locator(".story-line", { hasText: cause.text });
        const said = await words(line);
        expect(said).toMatch(/^✗ EAI_AGAIN musl@1\.1\.19 in alpine-3\.8, .*, \d+ more/);
        expect(said).toContain(`why ${cause.text} do Look at who was asked.`);
        expect(said).toContain("resolver-matrix fix scenarios/founding/indented-resolv-conf.yaml");
        expect(
          await page.getByText("Look at who was asked.").count(),
          "the same advice once in a table",
        ).toBe(1);
        await line.getByRole("link", { name: "musl@1.1.19 in alpine-3.8" }).click();
        expect(hashOf(page)).toBe(`#${founding.replace("go@1.24", "musl@1.1.19")}`);
        const note = page.getByRole("dialog").locator(".note", { hasText: cause.text });
        expect(await words(note)).toMatch(/ do Look at who was asked\./);
      },
      { content: explained },
    ));

  test("on a phone a cell that fails is named in sight", () =>
    visit(
      async (page) => {
        await page.setViewportSize({ width: 400, height: 850 });
        const box = await page.locator(".story-line a").first().boundingBox();
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(400);
        expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(500);
      },
      { content: explained },
    ));

  test("the side that fails carries the mark, and the one that answers does", () =>
    visit(async (page) => {
      expect(await words(cell(page, founding.replace("go@1.24", "musl@1.1.19")))).toContain("≠ outcome");
      expect(await words(cell(page, founding))).toContain("≠ outcome");
    }));

  test("Go columns that say the same in several images are one until they are opened", () =>
    visit(async (page) => {
      const table = page.getByRole("table", { name: "numeric" });
      const heads = () => table.locator("th[scope=col]").count();
      const before = await heads();
      const open = table.getByRole("button", { name: /^\d images ▸$/ }).first();
      expect(await open.getAttribute("title")).toContain("alpine-3.8, debian-11-musl");
      await open.click();
      expect(await heads()).toBeGreaterThan(before * 1.5);
      expect(await table.locator("td a[data-cells]").count()).toBe(0);
      await table.getByRole("button", { name: "◂ Go as one" }).click();
      expect(await heads()).toBe(before);
    }));

  test("a column of several images opens the cell that differs most, and has the focus back after any of them", () =>
    visit(
      async (page) => {
        await page.getByRole("dialog").waitFor();
        await page.keyboard.press("Escape");
        await page.waitForFunction(() => document.activeElement?.hasAttribute("data-cells"));
        const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-cells") ?? "");
        const index = report.cells.findIndex(
          ({ scenario, lookup, image, resolver }) =>
            scenario === "numeric/octal" &&
            lookup.name === "127.1" &&
            image === "debian-12-glibc" &&
            resolver === "go@1.24",
        );
        expect(focused.split(" ")).toContain(String(index));
      },
      { hash: "/numeric/octal/127.1/ip/debian-12-glibc/go@1.24" },
    ));

  test("a legend names every verdict and sign", () =>
    visit(async (page) => {
      await page.getByText("Legend").click();
      const signs = await page.locator(".legend dt").allInnerTexts();
      expect(signs).toEqual(expect.arrayContaining(["≠ outcome", "= agree", "✗", "≈", "cgo"]));
      expect(await page.locator(".legend dd").count()).toBe(signs.length);
    }));
});

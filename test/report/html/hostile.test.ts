import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../harness/report/html.ts";
import { noChromium } from "../../support/browser.ts";
import { everything, hostileDetails, hostileReport } from "../hostile.ts";
import { startVisiting } from "./visit.ts";

describe.skipIf(noChromium)("hostile texts in the HTML page", () => {
  const { visit, browser } = startVisiting();

  const hostile = renderHtml(hostileReport, hostileDetails);

  test("are shown as they are, everywhere, and do nothing", () =>
    visit(
      async (page) => {
        for (const link of await page.locator("#matrix td a").all()) {
          await link.click();
          const dialog = page.getByRole("dialog");
          await dialog.waitFor();
          for (const fold of await dialog.locator("details:not([open]) > summary").all()) await fold.click();
          expect(await dialog.textContent()).toContain("<script>window.hacked=1</script>");
          expect(await page.locator("script").count()).toBe(2);
          expect(await page.locator("img, iframe, object").count()).toBe(0);
          const schemes = await dialog
            .locator("a")
            .evaluateAll((links) => links.map((one) => one.getAttribute("href")?.split(/[:/]/)[0]));
          expect(new Set(schemes)).toEqual(new Set(["#", "https"]));
          await page.keyboard.press("Escape");
          await dialog.waitFor({ state: "detached" });
        }
        expect(await page.evaluate(() => "hacked" in window)).toBe(false);
        expect(await page.locator("main").textContent()).toContain("\\u{202e}gnp");
        expect(await page.locator("main").textContent()).not.toContain("\u202e");
      },
      { content: hostile },
    ));

  test("have addresses of their own that lead to them", () =>
    visit(
      async (page) => {
        const [href = ""] = await page
          .locator("#matrix td a")
          .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
        await page.goto(`${page.url().split("#")[0]}${href}`);
        await page.reload();
        await page.getByRole("dialog").waitFor();
        expect(await page.locator(".side a").first().getAttribute("href")).toBe(href);
      },
      { content: hostile },
    ));

  test("can be searched for", () =>
    visit(
      async (page) => {
        await page.getByRole("searchbox").fill(everything.slice(0, 40));
        await page.getByText(/^2 rows|^2 of 2 rows/).waitFor();
      },
      { content: hostile },
    ));

  test("even if one became markup, the policy would not let it run", async () => {
    const { page, complaints } = await browser().open(hostile);
    await page.evaluate(() => {
      const link = document.createElement("a");
      link.setAttribute("onclick", "window.hacked = 1");
      document.body.append(link);
      link.click();
      const script = document.createElement("script");
      script.textContent = "window.hacked = 1";
      document.body.append(script);
    });
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(complaints).toHaveLength(2);
    await page.close();
  });
});

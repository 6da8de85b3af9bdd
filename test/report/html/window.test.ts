import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { noChromium } from "../../support/browser.ts";
import { startVisiting } from "./visit.ts";

const POLL = { timeout: 30_000, interval: 200 };

describe.skipIf(noChromium)("the HTML page in its window", () => {
  const { visit } = startVisiting();

  test.each(["Space", "PageDown", "End", "the wheel over the head"])("%s goes on in the matrix", (way) =>
    visit(async (page) => {
      await page.setViewportSize({ width: 1200, height: 500 });
      const go = async () => {
        if (!way.startsWith("the wheel")) return page.keyboard.press(way);
        await page.mouse.move(300, 20);
        return page.mouse.wheel(0, 400);
      };
      // A page that has just been opened may not have the keyboard yet.
      await expect
        .poll(async () => {
          await go();
          return page.evaluate(() => scrollY);
        }, POLL)
        .toBeGreaterThan(0);
      await scrollStill(page);
      const seen = await page.evaluate(() =>
        document.elementFromPoint(40, innerHeight - 60)?.closest("table"),
      );
      expect(seen, "a table is at the lower edge").not.toBeNull();
    }),
  );

  test("ends where the last table does", () =>
    visit(async (page) => {
      const [height, end] = await page.evaluate(() => [
        document.documentElement.scrollHeight,
        Math.max(
          innerHeight,
          ...Array.from(
            document.querySelectorAll("table"),
            (table) => table.getBoundingClientRect().bottom + scrollY,
          ),
        ),
      ]);
      expect(height).toBeCloseTo(end ?? 0, -1);
    }));

  test("on a phone the head leaves the matrix its room, and gives the filters when asked", () =>
    visit(async (page) => {
      await page.setViewportSize({ width: 400, height: 850 });
      const top = () => page.locator("#matrix").evaluate((matrix) => matrix.getBoundingClientRect().top);
      expect(await top()).toBeLessThan(190);
      expect(await page.getByRole("combobox", { name: "Topic" }).isVisible()).toBe(false);
      await page.getByRole("button", { name: "Filters" }).click();
      expect(await page.getByRole("combobox", { name: "Topic" }).isVisible()).toBe(true);
      await page.getByRole("button", { name: "Filters" }).click();
      expect(await page.getByRole("switch").isVisible()).toBe(false);
    }));

  test.each(["light", "dark"] as const)("%s: a pressed chip can be read under the pointer", (colorScheme) =>
    visit(async (page) => {
      await page.emulateMedia({ colorScheme });
      const chip = page.getByRole("button", { name: /^≠ outcome/ });
      await chip.click();
      await page.mouse.move(700, 600);
      const colours = () =>
        chip.evaluate((element) => {
          const { color, backgroundColor } = getComputedStyle(element);
          return { color, backgroundColor };
        });
      const away = await colours();
      expect(away.color).not.toBe(away.backgroundColor);
      await chip.hover();
      expect(await colours()).toEqual(away);
    }),
  );
});

/** Keys scroll in steps: waits until two pictures show the same place. */
async function scrollStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    let before = -1;
    while (before !== scrollY) {
      before = scrollY;
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    }
  });
}

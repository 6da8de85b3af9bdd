import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { noChromium } from "../../support/browser.ts";
import { follow, founding, report, seen, startVisiting } from "./visit.ts";

describe.skipIf(noChromium)("the HTML page", () => {
  const { visit } = startVisiting();

  describe("the keyboard", () => {
    test("reaches the matrix by one Tab stop, moves in it by arrows, opens, closes, and is back where it was", () =>
      visit(async (page) => {
        await page.getByRole("button", { name: /^\? unavailable/ }).focus();
        await page.keyboard.press("Tab");
        // The buttons of the table's head, then one cell.
        for (let stop = 0; stop < 9 && (await focused(page)) === null; stop++)
          await page.keyboard.press("Tab");
        expect(await focused(page)).toBe(
          "/address-families/aaaa-dropped/api.example/ip/alpine-3.8/musl@1.1.19",
        );
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowRight");
        expect(await focused(page)).toBe(
          "/address-families/aaaa-servfail/badssl.example/ip/debian-11-musl/musl@1.2.2",
        );
        await page.keyboard.press("ArrowDown");
        expect(await focused(page), "steps into the next table").toBe(
          "/errors/no-data/mail-only.example/ip/debian-11-musl/musl@1.2.2",
        );
        await page.keyboard.press("End");
        expect(await focused(page)).toBe("/errors/no-data/mail-only.example/ip/centos-7.4/go@1.24");
        await page.keyboard.press("Home");
        await page.keyboard.press("ArrowLeft");
        expect(await focused(page)).toBe("/errors/no-data/mail-only.example/ip/alpine-3.8/musl@1.1.19");
        expect(await page.locator("#matrix a[tabindex='0']").count()).toBe(1);
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        expect(await page.evaluate(() => document.activeElement?.id)).toBe("cell-title");
        for (let stop = 0; stop < 30; stop++) {
          await page.keyboard.press("Tab");
          const inside = await page.evaluate(
            () =>
              document.activeElement === document.body || document.activeElement?.closest("dialog") !== null,
          );
          expect(inside, `Tab ${stop + 1} stays in the dialog`).toBe(true);
        }
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        expect(await focused(page)).toBe("/errors/no-data/mail-only.example/ip/alpine-3.8/musl@1.1.19");
        await page.keyboard.press("/");
        await page.keyboard.type("octal");
        await page.getByText(/^2 of 17 rows/).waitFor();
      }));

    test("Esc closes a list and gives the focus back to its button", () =>
      visit(async (page) => {
        await page.getByText("Images: all").focus();
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("checkbox");
        await page.keyboard.press("Escape");
        expect(await page.locator("details.menu[open]").count()).toBe(0);
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Images: all");
      }));
  });

  describe("light and dark", () => {
    test("follow the system until somebody chooses", () =>
      visit(async (page) => {
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        await page.emulateMedia({ colorScheme: "dark" });
        const dark = await ground();
        await page.emulateMedia({ colorScheme: "light" });
        const light = await ground();
        expect(light).not.toBe(dark);
        const theme = page.getByRole("button", { name: /^Theme/ });
        await theme.click();
        await theme.click();
        expect(await seen(theme)).toBe("Theme: dark");
        expect(await ground()).toBe(dark);
        await page.reload();
        expect(await ground(), "after a reload").toBe(dark);
        await theme.click();
        expect(await ground()).toBe(light);
      }));

    test.each(["light", "dark"] as const)(
      "%s: every text has a contrast of 4.5 to 1 to what is behind it",
      (colorScheme) =>
        visit(async (page) => {
          await page.emulateMedia({ colorScheme });
          expect(await page.evaluate(weakTexts)).toEqual([]);
          await follow(page, founding);
          await page.getByRole("dialog").waitFor();
          expect(await page.evaluate(weakTexts)).toEqual([]);
        }),
    );
  });

  test("on paper every column is there, without controls", () =>
    visit(async (page) => {
      await page.emulateMedia({ media: "print" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      expect(await page.locator("#paper td a[data-cell]").count()).toBe(report.cells.length);
      for (const table of await page.locator("#paper table").all())
        expect((await table.boundingBox())?.width, "fits a landscape page of A4").toBeLessThan(1047);
      expect(await page.locator("#filters").isVisible()).toBe(false);
      expect(await page.locator("#scroll").isVisible()).toBe(false);
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      expect(await page.locator("#paper").count()).toBe(0);
    }));
});

async function focused(page: Page): Promise<string | null> {
  const href = await page.evaluate(() => document.activeElement?.getAttribute("href") ?? null);
  return href === null ? null : href.slice(1);
}

/** Runs in the page. Texts whose contrast to the nearest ground behind them is too weak (WCAG 2.2, 1.4.3). */
function weakTexts(): string[] {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (canvas === null) throw new Error("there is no canvas");
  // Every text has one of a few colours, and reading a canvas is slow.
  const known = new Map<string, Uint8ClampedArray>();
  const channels = (colour: string) => {
    const before = known.get(colour);
    if (before !== undefined) return before;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const { data } = canvas.getImageData(0, 0, 1, 1);
    known.set(colour, data);
    return data;
  };
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [...channels(colour)].map((byte) => {
      const part = byte / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element: Element | null): string => {
    if (element === null) return "white";
    const ground = getComputedStyle(element).backgroundColor;
    return channels(ground)[3] === 255 ? ground : groundOf(element.parentElement);
  };
  const weak = new Set<string>();
  const root = document.querySelector("dialog[open]") ?? document.body;
  for (const element of root.querySelectorAll("*")) {
    const says = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    if (!says || !element.checkVisibility() || element.closest("script, style, :disabled, .hidden")) continue;
    const [light = 0, dark = 0] = [
      luminance(getComputedStyle(element).color),
      luminance(groundOf(element)),
    ].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5)
      weak.add(
        `${element.className || element.tagName} "${element.textContent?.slice(0, 20)}" ${ratio.toFixed(2)}`,
      );
  }
  return [...weak];
}

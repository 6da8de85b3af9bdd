/** What the page's tests share: one browser per file, a page per test, and no complaint from any. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { renderHtml } from "../../../harness/report/html.ts";
import { type Browser, launchBrowser } from "../../support/browser.ts";
import { sampleReport } from "../sample.ts";

const sample = sampleReport();
/** The report of the page that is visited. */
export const report = sample.report;
const html = renderHtml(sample.report, sample.details);

export const kafka = "sg.main2.kafka.metis.service";
/** The address of the founding story's cell. */
export const founding = `/founding/indented-resolv-conf/${kafka}/ip/alpine-3.8/go@1.24`;

export interface Visiting {
  /** Opens a page, hands it over, and wants it to have had no complaint. */
  visit(use: (page: Page) => Promise<void>, options?: { content?: string; hash?: string }): Promise<void>;
  browser(): Browser;
}

/** For a describe block that is skipped where `noChromium`. */
export function startVisiting(): Visiting {
  let launched: Browser | null = null;
  beforeAll(async () => {
    launched = await launchBrowser();
  });
  afterAll(() => launched?.close());
  const browser = () => {
    if (launched === null) throw new Error("the browser is not there yet");
    return launched;
  };
  return {
    browser,
    async visit(use, { content = html, hash = "" } = {}) {
      const { page, complaints } = await browser().open(content, hash);
      try {
        await page.waitForFunction(() => performance.getEntriesByName("matrix-drawn").length > 0);
        await use(page);
        expect(complaints).toEqual([]);
      } finally {
        await page.close();
      }
    },
  };
}

export function cell(page: Page, address: string): Locator {
  return page.locator(`#matrix a[data-cell][href="#${address}"]`);
}

/** Gives every image its own columns. */
export async function takeApart(page: Page): Promise<void> {
  const closed = page.getByRole("button", { name: /^\d+ images ▸$/ });
  while ((await closed.count()) > 0) await closed.first().click();
}

export async function seen(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join("\n");
}

/** The text that is seen, on one line. */
export async function words(locator: Locator): Promise<string> {
  await locator.scrollIntoViewIfNeeded();
  return (await seen(locator)).replace(/\s+/g, " ").trim();
}

export function hashOf(page: Page): string {
  return new URL(page.url()).hash;
}

/** Follows a link to a part of the page. */
export async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#${address}`);
}

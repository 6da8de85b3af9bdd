/** A real Chromium for pages that a reporter makes. */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Debian's chromium (or another one) where it is installed; null where none is. */
export const chromiumPath = places.find((path) => existsSync(path)) ?? null;

/** On a machine of one's own Chromium may be missing; where changes are judged it must be there. */
export const noChromium = chromiumPath === null && !process.env.CI;

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Browser {
  /** Opens a page's HTML from a file, as from a downloaded artifact. `hash` is what stands behind "#". */
  open(html: string, hash?: string): Promise<OpenedPage>;
  /** Opens what a server of this machine has at its root. */
  openSite(root: string): Promise<OpenedPage>;
  close(): Promise<void>;
}

export interface OpenedPage {
  readonly page: Page;
  readonly url: string;
  /** Everything that went wrong in it: console errors and warnings, exceptions, requests to anywhere. */
  readonly complaints: readonly string[];
}

/** @throws where `chromiumPath` is null */
export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error("there is no Chromium: apt-get install chromium");
  const folder = await mkdtemp(join(tmpdir(), "page-test-"));
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: chromiumPath,
    headless: true,
    args: flags,
    viewport: { width: 1400, height: 900 },
  });
  let count = 0;
  return {
    async open(html, hash = "") {
      count++;
      const file = join(folder, `page-${count}.html`);
      await writeFile(file, html);
      return openPage(context, pathToFileURL(file).href, hash);
    },
    openSite: (root) => openPage(context, root, ""),
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openPage(context: BrowserContext, url: string, hash: string): Promise<OpenedPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && !request.url().startsWith(url)) complaints.push(request.url());
  });
  await page.goto(hash === "" ? url : `${url}#${hash}`);
  return { page, url, complaints };
}

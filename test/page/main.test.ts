/** The catalogue in a real browser: without Node, and with the same report as in Node. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listHostProfiles } from "../../harness/disk/host-profiles.ts";
import { listImages } from "../../harness/images/catalogue.ts";
import { loadScenarios, type Report, run } from "../../harness/index.ts";
import { toolName } from "../../harness/library/version.ts";
import { packageRoot } from "../../harness/package-root.ts";
import type { NamedText, PageTexts } from "../../harness/page/main.ts";
import { type Browser, launchBrowser, noChromium } from "../support/browser.ts";
import { bundleForBrowser } from "./bundle.ts";

/** What the bundle leaves in the page. */
declare const matrix: typeof import("../../harness/page/main.ts");

/** So that a page is quick to load. It weighed 113 KB when this was written. */
const MOST_GZIPPED_BYTES = 200_000;

const script = await bundleForBrowser(join(packageRoot, "harness/page/main.ts"), "matrix");
const catalogue = await loadScenarios();

test("the bundle is small", () => {
  expect(gzipSync(script).length).toBeLessThan(MOST_GZIPPED_BYTES);
});

test("what needs Node cannot be bundled", async () => {
  const bundled = bundleForBrowser(join(packageRoot, "harness/disk/load.ts"), "load");
  await expect(bundled).rejects.toThrow("node:fs");
});

describe.skipIf(noChromium)("in Chromium", () => {
  let launched: Browser | null = null;
  beforeAll(async () => {
    launched = await launchBrowser();
  });
  afterAll(() => launched?.close());

  // The whole catalogue twice: some seconds, and many on a busy machine.
  test("every cell of the catalogue comes to what it comes to in Node", { timeout: 300_000 }, async () => {
    if (launched === null) throw new Error("there is no browser");
    const inNode = await run(catalogue, { engine: "model", repeat: 0 });
    const { page, complaints } = await launched.open(
      `<!doctype html><meta charset="utf-8"><title>matrix</title><script>${script.replaceAll("</script", "<\\/script")}</script>`,
    );
    const json = await page.evaluate(
      async ([texts, tool]) => JSON.stringify(await matrix.reportOf(texts, tool)),
      [await catalogueTexts(), toolName()] as const,
    );
    expect(complaints).toEqual([]);
    const inPage: unknown = JSON.parse(json);
    const goCells = inNode.cells.filter(({ evidence }) => evidence === "emulated");
    expect(goCells.length).toBeGreaterThan(1000);
    expect(inPage).toEqual(
      asWritten({ ...inNode, startedAt: expect.any(String), elapsedMs: expect.any(Number) }),
    );
  });
});

/** Without what JSON leaves out. */
function asWritten(report: Report): unknown {
  const { startedAt, elapsedMs, ...rest } = report;
  const written: object = JSON.parse(JSON.stringify(rest));
  return { ...written, startedAt, elapsedMs };
}

async function catalogueTexts(): Promise<PageTexts> {
  const inFolder = (folder: string, ids: readonly string[]) =>
    Promise.all(ids.map((id) => named(id, join(packageRoot, folder, `${id}.yaml`))));
  return {
    scenarios: await Promise.all(catalogue.map(({ id, file }) => named(id, file))),
    images: await inFolder("images", await listImages()),
    hosts: await inFolder("images/hosts", await listHostProfiles()),
  };
}

async function named(id: string, file: string): Promise<NamedText> {
  return { id, file, text: await readFile(file, "utf8") };
}

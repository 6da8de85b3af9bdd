/**
 * `npm run picture`: the pictures of docs/images, from a real run on this machine's best engine. Needs Chromium;
 * CHROMIUM names one that is not /usr/bin/chromium.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What a picture shows: the part of the address behind "#", how high it is, and in which themes. */
const PICTURES = [
  {
    name: "matrix",
    // As many images as leave room for Go's column.
    hash: `?topic=address-families${["centos-7.4", "centos-7.6", "debian-11-glibc", "debian-13-glibc"].map((image) => `&without-image=${image}`).join("")}`,
    height: 560,
    themes: ["light", "dark"],
  },
  {
    name: "cell",
    hash: "/founding/indented-resolv-conf/sg.main2.kafka.metis.service/ip/alpine-3.8/go@1.24",
    height: 800,
    themes: ["light"],
  },
];

const folder = mkdtempSync(join(tmpdir(), "resolver-matrix-picture-"));
try {
  const report = join(folder, "report.html");
  const main = join(root, "dist", "harness", "cli", "main.js");
  const run = ["run", "address-families", "founding", "--reporter", `html=${report}`];
  const { status } = spawnSync(process.execPath, [main, ...run], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`the run ended with ${status}: a picture shows what is expected`);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  for (const { name, hash, height, themes } of PICTURES) {
    for (const colorScheme of themes) {
      const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme });
      await page.goto(`${pathToFileURL(report).href}#${hash}`);
      await page.screenshot({ path: join(root, "docs", "images", `${name}-${colorScheme}.png`) });
      await page.close();
    }
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

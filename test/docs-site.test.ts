/** `npm run docs:site`: built without a network, searched in a browser, and refused where a link leads nowhere. */
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CAUSES } from "../harness/explain/causes/causes.ts";
import { packageRoot } from "../harness/package-root.ts";
import { causesPage } from "../harness/report/causes-page.ts";
import { parseLine } from "./cli/command-lines.ts";
import { launchBrowser, noChromium } from "./support/browser.ts";

const LIMIT_MS = 240_000;
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-site-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the page of causes is what the rules say now (npm run docs writes it)", async () => {
  expect(await readFile(join(packageRoot, "docs/causes.md"), "utf8")).toBe(causesPage(CAUSES));
});

test("every command that the first page shows is one", async () => {
  const text = await readFile(join(packageRoot, "docs/index.md"), "utf8");
  const commands = [...text.matchAll(/^(resolver-matrix .+)$/gm)].map(([, line = ""]) => line);
  expect(commands.length).toBeGreaterThan(5);
  for (const line of commands) await expect(parseLine(line), line).resolves.toBeUndefined();
});

describe("links", () => {
  const module = pathToFileURL(join(packageRoot, "scripts/site/pages.mjs")).href;
  const program = `import { sitePages } from ${JSON.stringify(module)};
    console.log(JSON.stringify([...sitePages(process.argv[1])]));`;

  /** The pages of a repository that holds a README with the sections that are pages, and these files. */
  async function pagesOf(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
    const root = await mkdtemp(join(folder, "repository-"));
    const readme =
      "# R\n\n## Write a scenario\n\nS\n\n## Use it in CI\n\nSee [here](docs/a.md).\n\n### Part\n";
    for (const [path, text] of Object.entries({ "README.md": readme, ...files })) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const { stdout } = await execa("node", ["--input-type=module", "--eval", program, root]);
    return new Map(JSON.parse(stdout));
  }

  test("lead to pages of the site, and files and folders outside of docs/ become such", async () => {
    const pages = await pagesOf({
      "docs/a.md":
        "[b](b/README.md#part) [y](../x/y.yaml) [x](../x/) [ci](../README.md#use-it-in-ci) [w](https://w.example)",
      "docs/b/README.md": "[back](../a.md)\n\n```md\n[not](a-link.md)\n```\n",
      "x/y.yaml": "title: Y\n",
    });
    expect(pages.get("a.md")).toBe(
      "[b](b/index.md#part) [y](repository/x/y.yaml.md) [x](repository/x/index.md) [ci](ci.md) [w](https://w.example)",
    );
    expect(pages.get("b/index.md")).toContain("[back](../a.md)");
    expect(pages.get("b/index.md")).toContain("[not](a-link.md)");
    expect(pages.get("ci.md")).toBe("# Use it in CI\n\nSee [here](a.md).\n\n## Part\n\n");
    expect(pages.get("repository/x/index.md")).toContain("[y.yaml](y.yaml.md)");
    expect(pages.get("repository/x/y.yaml.md")).toContain("title: Y");
  });

  test("that lead to nothing are refused, with the file that has them", async () => {
    await expect(pagesOf({ "docs/a.md": "[b](gone.md)" })).rejects.toThrow(
      /docs\/a\.md links to gone\.md, which is not there/,
    );
  });
});

describe.skipIf(noChromium)("in a browser", () => {
  let server: Server;
  let root = "";
  beforeAll(async () => {
    const site = join(folder, "site");
    await execa("node", ["scripts/docs-site.mjs", site], { cwd: packageRoot });
    server = createServer(({ url = "/" }, response) => {
      const { pathname } = new URL(url, "http://site");
      const file = join(
        site,
        pathname.endsWith("/") ? `${pathname}index.html` : decodeURIComponent(pathname),
      );
      if (!existsSync(file)) response.writeHead(404).end();
      else
        createReadStream(file).pipe(
          response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address of that kind.
    const { port } = server.address() as AddressInfo;
    root = `http://127.0.0.1:${port}/`;
  }, LIMIT_MS);
  afterAll(() => new Promise((closed) => server.close(closed)));

  test("begins with capture and fix, and a search finds topics, rules, causes and scenarios", async () => {
    const browser = await launchBrowser();
    try {
      const { page, complaints } = await browser.openSite(root);
      expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("DNS works in one image");
      expect(await page.getByText("resolver-matrix capture here").first().isVisible()).toBe(true);
      for (const [words, path] of [
        ["carriage return", "lint-rules.html"],
        ["search-empty-label", "causes.html"],
        ["wholly silent over TCP", "topics/"],
        ["indented-resolv-conf.yaml", "repository/scenarios/"],
      ] as const) {
        await page
          .getByRole("button", { name: /search/i })
          .first()
          .click();
        await page.getByRole("searchbox").fill(words);
        const found = page.locator(`.VPLocalSearchBox a.result[href*="${path}"]`);
        await found.first().waitFor();
        await page.keyboard.press("Escape");
      }
      await page.getByRole("link", { name: "Causes and remedies" }).first().click();
      await page.getByRole("heading", { level: 1, name: "Causes and remedies" }).waitFor();
      await page.locator('a[href*="founding/host-readv.yaml"]').first().click();
      await page.getByText("title: On a host whose readv").waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

/**
 * `npm run docs:site [FOLDER]`: the documents as a static site with a search, in dist-site/ or FOLDER. Nothing is fetched. Links
 * that lead nowhere fail it. DOCS_BASE is the path at which the site is served, "/" where it is not set.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { siteConfig } from "./site/config.mjs";
import { sitePages } from "./site/pages.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = resolve(process.argv[2] ?? join(root, "dist-site"));
const pages = sitePages(root);
const topics = [...pages.keys()].flatMap((path) => /^topics\/(?!index)(.*)\.md$/.exec(path)?.[1] ?? []);
// Below the checkout, so that VitePress finds its own packages.
mkdirSync(join(root, "node_modules", ".cache"), { recursive: true });
const folder = mkdtempSync(join(root, "node_modules", ".cache", "site-"));
try {
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  cpSync(join(root, "docs", "images"), join(folder, "images"), { recursive: true });
  mkdirSync(join(folder, ".vitepress"));
  const config = JSON.stringify(siteConfig(topics, process.env.DOCS_BASE ?? "/"));
  writeFileSync(join(folder, ".vitepress", "config.mjs"), `export default ${config};\n`);
  await build(folder, { outDir });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

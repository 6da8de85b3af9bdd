/** Rewrites docs/topics/*.md, a page per topic of the catalogue, from the scenarios and what their runs recorded, and docs/causes.md. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
const { topicPages } = await import("../dist/harness/report/topic-pages.js");
const { causesPage } = await import("../dist/harness/report/causes-page.js");
const { CAUSES } = await import("../dist/harness/explain/causes/causes.js");
const { loadScenarios } = await import("../dist/harness/disk/load.js");

const folder = join(root, "docs", "topics");
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) rmSync(join(folder, file));
for (const [file, text] of topicPages(await loadScenarios([]))) writeFileSync(join(folder, file), text);
writeFileSync(join(root, "docs/causes.md"), causesPage(CAUSES));

/** Rewrites docs/lint-rules.md from the rules that lint keeps. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
const { rulesPage } = await import("../dist/harness/lint/page.js");
writeFileSync(join(root, "docs/lint-rules.md"), rulesPage());

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rulesPage } from "../../harness/lint/page.ts";
import { packageRoot } from "../../harness/package-root.ts";

test("docs/lint-rules.md is what the rules give; npm run docs:lint rewrites it", async () => {
  expect(await readFile(join(packageRoot, "docs", "lint-rules.md"), "utf8")).toBe(rulesPage());
});

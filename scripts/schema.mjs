/** Rewrites schema/*.json from the schemas that the program itself uses. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tool = (name, ...args) =>
  execFileSync(join(root, "node_modules/.bin", name), args, { cwd: root, stdio: "inherit" });

tool("tsc", "-p", "tsconfig.build.json");
const { jsonSchemas } = await import("../dist/harness/library/json-schema.js");
const { reportJsonSchema } = await import("../dist/harness/report/report-schema.js");
for (const [name, schema] of Object.entries({ ...jsonSchemas(), "report.json": reportJsonSchema() })) {
  writeFileSync(join(root, "schema", name), `${JSON.stringify(schema, null, 2)}\n`);
}
tool("biome", "format", "--write", "schema");

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonSchemas } from "../../harness/library/json-schema.ts";
import { packageRoot } from "../../harness/package-root.ts";
import { reportJsonSchema } from "../../harness/report/report-schema.ts";

const FOLDER = join(packageRoot, "schema");
const schemas = Object.entries({ ...jsonSchemas(), "report.json": reportJsonSchema() });

describe.each(schemas)("schema/%s", (name, schema) => {
  test("is the one that the program's own schema gives; npm run schema rewrites it", async () => {
    expect(JSON.parse(await readFile(join(FOLDER, name), "utf8"))).toEqual(schema);
  });

  test("describes every key", () => {
    expect(keysWithoutDescription(schema, "")).toEqual([]);
  });
});

test("every schema that is made lies in schema/", async () => {
  expect(await readdir(FOLDER)).toEqual(expect.arrayContaining(schemas.map(([name]) => name)));
});

/** Paths of properties that an editor would show nothing about. */
function keysWithoutDescription(value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const missing = path.endsWith("/properties") && !isDescribed(below) ? [`${path}/${key}`] : [];
    return [...missing, ...keysWithoutDescription(below, `${path}/${key}`)];
  });
}

function isDescribed(property: unknown): boolean {
  return (
    typeof property === "object" && property !== null && ("description" in property || "$ref" in property)
  );
}

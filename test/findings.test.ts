/** docs/findings: each names a scenario of the catalogue, and every row of its table is what the scenario comes to. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadScenarios, type Outcome, run } from "../harness/index.ts";

const FOLDER = join(import.meta.dirname, "..", "docs", "findings");
const files = readdirSync(FOLDER).filter((name) => name !== "README.md");

function text(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8");
}

function rowsOf(page: string): readonly (readonly [resolver: string, outcome: string])[] {
  return [...page.matchAll(/^\| ((?:musl|glibc|go)@\S+) \| (.+) \|$/gm)].map(
    ([, resolver = "", outcome = ""]) => [resolver, outcome] as const,
  );
}

function brief(outcome: Outcome): string {
  if (outcome.kind === "answer") return outcome.addresses.join(" ");
  return outcome.kind === "error" ? outcome.code : "never";
}

test("there are at least ten, and all are listed", () => {
  expect(files.length).toBeGreaterThanOrEqual(10);
  const listed = [...text("README.md").matchAll(/\]\((\S+\.md)\)/g)].map(([, file]) => file);
  expect(listed.toSorted()).toEqual(files.toSorted());
});

describe.each(files)("%s", (file) => {
  const page = text(file);

  test("says what was expected by which text, what happens, and what is wanted", () => {
    for (const part of ["**Expected.**", "**What happens.**", "**Wanted.**"]) expect(page).toContain(part);
  });

  test("shows what its scenario comes to", async () => {
    const [, id = ""] = /`resolver-matrix run (\S+)`/.exec(page) ?? [];
    const [, name = "", family = ""] = /\| looked up \| `([^`]+)`, (\w+) \|/.exec(page) ?? [];
    const rows = rowsOf(page);
    expect(rows.length).toBeGreaterThan(5);
    const libcs = rows.map(([resolver]) => resolver).filter((resolver) => !resolver.startsWith("go@"));
    const { cells } = await run(await loadScenarios(id), { engine: "model", images: libcs, go: ["1.24"] });
    const [host] = cells.map((cell) => cell.host);
    const told = rows.map(([resolver]) => {
      const found = cells.find(
        ({ resolver: its, lookup, host: on }) =>
          its === resolver && lookup.name === name && lookup.family === family && on === host,
      );
      return [resolver, found?.outcome === undefined ? "nothing" : brief(found.outcome)];
    });
    expect(told).toEqual(rows);
    expect(new Set(rows.map(([, outcome]) => outcome)).size).toBeGreaterThan(1);
  });
});

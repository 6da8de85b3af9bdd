import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadScenarios } from "../../harness/disk/load.ts";
import { topicPages } from "../../harness/report/topic-pages.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "docs", "topics");

describe("the pages of the catalogue", () => {
  test("are what the scenarios say now (npm run docs writes them)", async () => {
    const pages = topicPages(await loadScenarios([]));
    expect(await readdir(FOLDER)).toEqual([...pages.keys()].sort());
    for (const [file, text] of pages) expect(await readFile(join(FOLDER, file), "utf8"), file).toBe(text);
  });

  test("have an advice for every topic", async () => {
    for (const [file, text] of topicPages(await loadScenarios([])))
      if (file !== "README.md") expect(text, file).toContain("**What to do.**");
  });
});

test("what a scenario says cannot become markup", () => {
  const scenario = parseScenario(
    "title: '<b>|*x*'\nabout: '[a](http://b)'\nrefs: ['https://example.org/(x)']\nlookups: ['`a`.example']\nexpect: { cells: { musl: { error: 'a|b' } } }\n",
    "/x/scenarios/names/odd.yaml",
  );
  const page = topicPages([scenario]).get("names.md") ?? "";
  expect(page).not.toContain("<b>");
  expect(page).not.toContain("*x*");
  expect(page).not.toContain("[a](http://b)");
  expect(page).not.toContain("| a|b |");
});

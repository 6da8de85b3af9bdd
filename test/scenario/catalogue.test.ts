import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogueDirectory, listCatalogue } from "../../harness/scenario/catalogue.ts";
import { loadScenarios } from "../../harness/scenario/load.ts";

const scenarios = await loadScenarios([]);

test("every file of the catalogue is a scenario, in a topic's folder", async () => {
  expect(scenarios.map(({ id }) => id)).toEqual(await listCatalogue());
  expect(scenarios.filter(({ id }) => id.split("/").length !== 2).map(({ id }) => id)).toEqual([]);
});

test("titles are unique and state a fact without a full stop", () => {
  const titles = scenarios.map(({ title }) => title);
  expect(titles.filter((title, index) => titles.indexOf(title) < index || title.endsWith("."))).toEqual([]);
});

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))("%s", (id, scenario) => {
  test("tells its story, where it comes from, and what it expects", () => {
    expect(scenario.about.length).toBeGreaterThan(80);
    expect(scenario.refs.length).toBeGreaterThan(0);
    expect(scenario.expect.cells.length).toBeGreaterThan(0);
  });

  test("opens in an editor with its schema", async () => {
    const text = await readFile(join(catalogueDirectory(), `${id}.yaml`), "utf8");
    expect(text.split("\n", 1)).toEqual(["# yaml-language-server: $schema=../../schema/scenario.json"]);
  });

  test("leaves nothing that a resolver reads to the image", () => {
    const files = Object.keys(scenario.files);
    expect(files).toEqual(expect.arrayContaining(["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"]));
  });

  test("expects different outcomes, or is a control and expects one", () => {
    const outcomes = scenario.expect.cells.map(({ error, addresses }) => JSON.stringify(error ?? addresses));
    expect(new Set(outcomes).size > 1).toBe(!scenario.control);
  });
});

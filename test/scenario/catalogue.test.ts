import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogueDirectory, listCatalogue } from "../../harness/disk/catalogue.ts";
import { loadScenarios } from "../../harness/disk/load.ts";
import { isForOtherImage } from "../../harness/matrix/expectations.ts";
import { parseAddress } from "../../harness/wire/ip.ts";

/** Names from the stories themselves, which nobody would recognise under another domain. */
const STORY_DOMAINS = ["kafka.metis.service", "cluster.local", "ns.svc"];
/** Reserved for such use (RFC 2606, RFC 6761, RFC 6762). */
const RESERVED = ["test", "example", "example.com", "localhost", "local", "invalid"];

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
    expect(`${scenario.title} ${scenario.about}`.length).toBeGreaterThan(30);
    expect(scenario.refs.length).toBeGreaterThan(0);
    for (const ref of scenario.refs) expect(ref).toMatch(/^https:\/\/[^\s]+$/);
    expect(scenario.expect.cells.length).toBeGreaterThan(0);
  });

  test("opens in an editor with its schema", async () => {
    const text = await readFile(join(catalogueDirectory(), `${id}.yaml`), "utf8");
    expect(text.split("\n", 1)).toEqual(["# yaml-language-server: $schema=../../schema/scenario.json"]);
  });

  test("leaves nothing that a resolver reads to the image", () => {
    const files = Object.keys(scenario.files);
    expect(files).toEqual(expect.arrayContaining(["/etc/hosts", "/etc/nsswitch.conf"]));
    // A host profile may be what writes resolv.conf, well or badly.
    if (scenario.hosts.includes("default")) expect(files).toContain("/etc/resolv.conf");
  });

  test("looks up names that nobody owns", () => {
    for (const { name } of scenario.lookups) expect(isFree(name), name).toBe(true);
  });

  test("expects a difference, or is a control and expects none", () => {
    const { verdict } = scenario.expect;
    const cells = scenario.expect.cells.filter((expected) => !isForOtherImage(scenario, expected));
    const outcomes = new Set(cells.map(({ error, addresses }) => JSON.stringify(error ?? addresses)));
    const agrees = verdict === undefined ? outcomes.size <= 1 : verdict.value === "agree";
    expect(agrees).toBe(scenario.control);
  });
});

/** A single label, something like an address, or a name below a reserved or a story's domain. */
function isFree(name: string): boolean {
  const [bare = ""] = name.replace(/\.+$/, "").split(" ");
  if (!bare.includes(".") || parseAddress(bare) !== null || /^[0-9a-fx.]+$/i.test(bare)) return true;
  return [...RESERVED, ...STORY_DOMAINS].some((domain) => bare.toLowerCase().endsWith(`.${domain}`));
}

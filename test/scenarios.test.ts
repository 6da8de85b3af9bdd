/** What every scenario of the catalogue keeps to, so that it reads like a bug report that runs. */
import { describe, expect, test } from "vitest";
import { listCatalogue } from "../harness/scenario/catalogue.ts";
import { loadScenarios } from "../harness/scenario/load.ts";
import { parseAddress } from "../harness/wire/ip.ts";

/** Names from the stories themselves, which nobody would recognise under another domain. */
const STORY_DOMAINS = ["kafka.metis.service", "cluster.local", "default.svc", "ns.svc"];
/** Reserved for such use (RFC 2606, RFC 6761, RFC 6762). */
const RESERVED = ["test", "example", "example.com", "localhost", "local", "invalid"];

const scenarios = await loadScenarios([]);

test("the catalogue lists its scenarios in the order of their ids", async () => {
  const ids = await listCatalogue();
  expect(scenarios.map(({ id }) => id)).toEqual(ids);
  expect(ids).toEqual([...ids].sort());
});

test("titles are unique", () => {
  const seen = new Map<string, string>();
  for (const { id, title } of scenarios) {
    expect(seen.get(title), `${id} has the title of another scenario`).toBeUndefined();
    seen.set(title, id);
  }
});

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))("%s", (_, scenario) => {
  test("says who met it or where it is written", () => {
    expect(scenario.refs.length).toBeGreaterThan(0);
    for (const ref of scenario.refs) expect(ref).toMatch(/^https:\/\/[^\s]+$/);
  });

  test("looks up names that nobody owns", () => {
    for (const { name } of scenario.lookups) expect(isFree(name), name).toBe(true);
  });

  test("expects a verdict or something of a cell", () => {
    expect(scenario.expect.verdict !== undefined || scenario.expect.cells.length > 0).toBe(true);
  });
});

/** A single label, something like an address, or a name below a reserved or a story's domain. */
function isFree(name: string): boolean {
  const bare = name.replace(/\.$/, "");
  if (!bare.includes(".") || parseAddress(bare) !== null || /^[0-9a-fx.]+$/i.test(bare)) return true;
  return [...RESERVED, ...STORY_DOMAINS].some((domain) => bare.toLowerCase().endsWith(`.${domain}`));
}

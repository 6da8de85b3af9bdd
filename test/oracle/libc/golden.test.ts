/** The recorded results hang together: whoever replays them can trust their ids and their form. */
import { describe, expect, test } from "vitest";
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { BEYOND } from "./beyond.ts";
import { goldenLibcs, goldenScenarios } from "./golden.ts";

const scenarios = await goldenScenarios();
const libcs = goldenLibcs();
const ids = scenarios.map(({ id }) => id);

test("there are scenarios and libcs of both families", () => {
  expect(scenarios.length).toBeGreaterThan(100);
  expect(libcs.filter(({ libc }) => libc.startsWith("musl@")).length).toBeGreaterThan(15);
  expect(libcs.filter(({ libc }) => libc.startsWith("glibc@")).length).toBeGreaterThan(10);
});

test("what a scenario file cannot say is told of scenarios that there are", () => {
  expect(ids).toEqual(expect.arrayContaining(Object.keys(BEYOND)));
});

test.each(scenarios)("$id: its nameservers make a fixture", ({ scenario }) => {
  expect(createFixture(scenario.dns).servers.map(({ address }) => address)).toEqual(
    scenario.dns.map(({ address }) => address),
  );
});

describe.each(libcs)("$id", ({ libc, results }) => {
  test("is named as reports name it", () => expect(libc).toMatch(/^(?:musl|glibc)@\d+(?:\.\d+)+/));

  test("speaks of scenarios that there are", () => {
    expect([...results.keys()].filter((id) => !ids.includes(id))).toEqual([]);
    expect(results.size).toBeGreaterThan(40);
  });

  test("says of every lookup how it ended", () => {
    const endless = [...results].filter(([, { outcomes }]) => outcomes.length === 0).map(([id]) => id);
    expect(endless).toEqual([]);
  });
});

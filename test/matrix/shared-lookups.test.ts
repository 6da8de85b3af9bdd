/** Go cells of several images that are one lookup. */
import { describe, expect, test } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { planRun } from "../../harness/matrix/plan.ts";
import { runPlan } from "../../harness/matrix/run.ts";
import { EXPECTATIONS } from "../../harness/matrix/standard.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { answer, type FakeImage, fakeGo, fakeRun, silentListener } from "./fake-engine.ts";
import { build, catalogue, expectation, host, scenario } from "./samples.ts";

const IMAGES = ["one", "two", "three"];

/** Go cells of the scenario on three images: what came of each, and which lookups in a station that took. */
async function run(
  images: readonly FakeImage[],
  changes: Partial<Scenario> = {},
  resolve = async () => ({ outcome: answer("192.0.2.1"), alternatives: [] }),
) {
  const go = fakeGo({ resolve });
  const parts = fakeRun(Object.fromEntries(IMAGES.map((id, index) => [id, images[index] ?? {}])));
  const written = scenario({ go: [build("1.24")], ...changes });
  const hosts = [host(), host({ id: "other" })];
  const plan = planRun([written], { ...catalogue, hosts, goResolver: go }, { images: IMAGES, go: null });
  const result = await runPlan(plan, parts, {
    concurrency: { all: 8, busy: 8 },
    signal: new AbortController().signal,
    listener: silentListener,
    repeat: 1,
    standard: EXPECTATIONS,
  });
  const cells = result.scenarios
    .flatMap((of) => of.cells)
    .filter(({ resolver }) => resolver.startsWith("go"));
  return { lookups: parts.emulated, cells: cells.map(({ image, evidence }) => `${image} ${evidence}`) };
}

const same: FakeImage = { digest: "same" };

describe("lookups that cells share", () => {
  test("where the images hold the same files: one lookup, and a cell for each", async () => {
    expect(await run([same, same, { digest: "other" }])).toEqual({
      lookups: ["one go@1.24", "three go@1.24"],
      cells: ["one emulated", "two emulated", "three emulated"],
    });
  });

  test("not with another Go build, another name or another host", async () => {
    const lookup = { family: "ip", place: { file: "x.yaml", line: 1, column: 1 } } as const;
    const { lookups } = await run([same, same, same], {
      go: [build("1.11"), build("1.24"), { ...build("1.24"), godebug: "netdns=go" }],
      lookups: [
        { ...lookup, name: "a.example" },
        { ...lookup, name: "a.example", family: "ip4" },
      ],
      hosts: ["default", "other"],
    });
    expect(lookups.length).toBe(3 * 2 * 2);
  });

  test("where one is lost, the others look up themselves", async () => {
    let calls = 0;
    const lostOnce = async () => {
      calls++;
      if (calls === 1) throw new Unavailable("its network ended");
      return { outcome: answer("192.0.2.1"), alternatives: [] };
    };
    const { cells } = await run([same, same, same], {}, lostOnce);
    expect(cells).toEqual(["one unavailable", "two emulated", "three emulated"]);
  });

  test("a cell that is repeated looks up again", async () => {
    const unmet = { expect: { cells: [expectation("go", { error: "no such host" })] } };
    const { lookups } = await run([same, same, same], unmet);
    expect(lookups.length).toBe(1 + 3);
  });
});

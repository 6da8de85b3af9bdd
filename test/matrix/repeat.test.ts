/** Runs on a scripted engine whose cells come out otherwise when they are repeated. */
import { describe, expect, test } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import type { Observation } from "../../harness/lab/engine.ts";
import type { RunListener, ScenarioResult } from "../../harness/matrix/parts.ts";
import { planRun } from "../../harness/matrix/plan.ts";
import { runPlan } from "../../harness/matrix/run.ts";
import { EXPECTATIONS } from "../../harness/matrix/standard.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import {
  answer,
  type FakeImage,
  fakeRun,
  musl,
  observation,
  silentListener,
  tryAgain,
} from "./fake-engine.ts";
import { catalogue, expectation, scenario, server } from "./samples.ts";

type Script = readonly (Observation | Unavailable)[];

const good = observation(answer("192.0.2.1"));
const bad = observation(tryAgain);
const place = { file: "scenarios/topic/story.yaml", line: 30, column: 3 };

/** An image whose libc shows these one after the other, for each name, and stays with the last. */
function scripted(scripts: Readonly<Record<string, Script>>): FakeImage {
  const calls = new Map<string, number>();
  return {
    declared: { family: "musl", version: "1.1.19", release: null, buildIds: [] },
    found: musl("1.1.19"),
    async observe(_setup, { name }) {
      const call = calls.get(name) ?? 0;
      calls.set(name, call + 1);
      const script = scripts[name] ?? [good];
      const shown = script[Math.min(call, script.length - 1)] ?? good;
      if (shown instanceof Unavailable) throw shown;
      return shown;
    },
  };
}

interface Told {
  readonly result: ScenarioResult;
  readonly unmet: readonly string[];
  /** "repeat N" and "again NAME EVIDENCE", in order. */
  readonly events: readonly string[];
}

async function told(
  one: Scenario,
  images: Readonly<Record<string, FakeImage>>,
  repeat: number,
  signal = new AbortController().signal,
): Promise<Told> {
  const events: string[] = [];
  const listener: RunListener = {
    ...silentListener,
    repeat: (id, cells) => void events.push(`repeat ${cells} of ${id}`),
    cellRepeated: ({ lookup, evidence }) => void events.push(`again ${lookup.name} ${evidence}`),
  };
  const plan = planRun([one], catalogue, { images: null, go: null });
  const { scenarios } = await runPlan(plan, fakeRun(images), {
    concurrency: { all: 4, busy: 4 },
    signal,
    listener,
    repeat,
    standard: EXPECTATIONS,
  });
  const [result] = scenarios;
  if (result === undefined) throw new Error("the run has no scenario");
  const unmet = result.expectations.filter(({ ok }) => !ok).map(({ message }) => message);
  return { result, unmet, events };
}

const answers = scenario({
  images: ["alpine-3.8"],
  go: [],
  lookups: [
    { name: "a", family: "ip", place },
    { name: "b", family: "ip", place },
  ],
  expect: { cells: [expectation("musl", { addresses: ["192.0.2.1"] })] },
});

describe("a cell that is not as its scenario expects", () => {
  test("and is when it is repeated, is flaky: told with what it was first, and no failure", async () => {
    const { result, unmet, events } = await told(answers, { "alpine-3.8": scripted({ a: [bad, good] }) }, 1);
    expect(unmet).toEqual([]);
    expect(events).toEqual(["repeat 1 of topic/story", "again a observed"]);
    const [a, b] = result.cells;
    expect(a).toMatchObject({
      outcome: answer("192.0.2.1"),
      flaky: true,
      firstOutcome: tryAgain,
      firstUnexpected: 'expected 192.0.2.1, got EAI_AGAIN "Try again" (temporary)',
    });
    expect(b).not.toHaveProperty("flaky");
  });

  test("every time, is unexpected, as it was first", async () => {
    const other = observation(answer("192.0.2.9"));
    const { result, unmet, events } = await told(answers, { "alpine-3.8": scripted({ a: [bad, other] }) }, 2);
    expect(unmet).toEqual(['expected 192.0.2.1, got EAI_AGAIN "Try again" (temporary)']);
    expect(events.filter((event) => event.startsWith("repeat"))).toHaveLength(2);
    expect(result.cells[0]).toMatchObject({ outcome: tryAgain });
    expect(result.cells[0]).not.toHaveProperty("flaky");
  });

  test("is repeated until it is as expected, at most as often as was said", async () => {
    const images = () => ({ "alpine-3.8": scripted({ a: [bad, bad, good], b: [bad, good] }) });
    expect((await told(answers, images(), 0)).events).toEqual([]);
    expect((await told(answers, images(), 1)).unmet).toHaveLength(1);
    const { result, unmet, events } = await told(answers, images(), 5);
    expect(unmet).toEqual([]);
    expect(events).toEqual([
      "repeat 2 of topic/story",
      "again a observed",
      "again b observed",
      "repeat 1 of topic/story",
      "again a observed",
    ]);
    expect(result.cells.map(({ flaky }) => flaky)).toEqual([true, true]);
  });

  test("and cannot be observed again, stays unexpected", async () => {
    const lost = new Unavailable("the agent was killed");
    const { result, unmet } = await told(answers, { "alpine-3.8": scripted({ a: [bad, lost] }) }, 3);
    expect(unmet).toHaveLength(1);
    expect(result.cells[0]).toMatchObject({ evidence: "observed", outcome: tryAgain });
  });
});

describe("cells that are as they should be", () => {
  test("are not repeated, and neither are unavailable ones", async () => {
    const lost = new Unavailable("the agent was killed");
    const { result, events } = await told(answers, { "alpine-3.8": scripted({ a: [lost, good] }) }, 3);
    expect(events).toEqual([]);
    expect(result.cells[0]).toMatchObject({ evidence: "unavailable" });
  });

  test("nor is anything after an interruption", async () => {
    const controller = new AbortController();
    controller.abort(new Unavailable("the run was interrupted (SIGINT)"));
    const { events } = await told(answers, { "alpine-3.8": scripted({ a: [bad] }) }, 3, controller.signal);
    expect(events).toEqual([]);
  });
});

describe("a verdict that is not as expected", () => {
  const two = {
    images: ["alpine-3.8", "debian-12-glibc"],
    go: [],
    dns: [server()],
    expect: { cells: [], verdict: { value: "agree" as const, place } },
  };
  const glibc = {
    declared: { family: "glibc", version: "2.36", release: null, buildIds: [] },
    found: { family: "glibc", version: "2.36", buildId: null },
  } as const;

  test("because one cell was not itself: that one is flaky, its neighbour is not", async () => {
    const images = { "alpine-3.8": scripted({ "db.example": [bad, good] }), "debian-12-glibc": glibc };
    const { result, unmet, events } = await told(scenario(two), images, 1);
    expect(unmet).toEqual([]);
    expect(events[0]).toBe("repeat 2 of topic/story");
    expect(result.scenario.verdict).toBe("agree");
    expect(result.cells.map(({ flaky = false }) => flaky)).toEqual([true, false]);
    expect(result.cells[0]?.firstUnexpected).toMatch(
      /^expected verdict agree, got outcome: musl@1\.1\.19 fails/,
    );
  });

  test("and shows the same again, stays unexpected, and nothing is flaky", async () => {
    const images = { "alpine-3.8": scripted({ "db.example": [bad] }), "debian-12-glibc": glibc };
    const { result, unmet } = await told(scenario(two), images, 2);
    expect(unmet).toHaveLength(1);
    expect(result.cells.map(({ flaky = false }) => flaky)).toEqual([false, false]);
  });

  test("because a known difference did not show, is looked for again in all cells", async () => {
    const images = { "alpine-3.8": scripted({ "db.example": [good, bad] }), "debian-12-glibc": glibc };
    const known = scenario({
      ...two,
      expect: { cells: [] },
      known: { text: "musl asks another server", place: { file: "story.yaml", line: 1, column: 1 } },
    });
    const { result, unmet, events } = await told(known, images, 1);
    expect(events[0]).toBe("repeat 2 of topic/story");
    expect(unmet).toEqual([]);
    expect(result.cells.map(({ flaky = false }) => flaky)).toEqual([true, false]);
  });
});

test("a key that no cell answers to is not helped by repeating", async () => {
  const idle = scenario({
    images: ["alpine-3.8"],
    go: [],
    expect: { cells: [expectation("glibc", { error: "answer" })] },
  });
  const { unmet, events } = await told(idle, { "alpine-3.8": scripted({}) }, 3);
  expect(unmet).toEqual(['no cell of this scenario is "glibc"']);
  expect(events).toEqual([]);
});

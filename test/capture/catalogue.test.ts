/** What a capture of a scenario's own servers shows is what the scenario shows, for every release. */
import { describe, expect, test } from "vitest";
import { capture } from "../../harness/capture/capture.ts";
import type { Ask } from "../../harness/capture/heard.ts";
import type { Rule } from "../../harness/fixture/dns-server.ts";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { loadScenarios } from "../../harness/index.ts";
import { ordinaryBuild } from "../../harness/resolvers/go/index.ts";
import { goModel, LIBC_MODELS, type Model } from "../../harness/resolvers/models.ts";
import { parseScenario } from "../../harness/scenario/parse.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { createSimulatedWorld } from "../../harness/world/simulated.ts";
import type { Lookup } from "../../harness/world/world.ts";

const BUILDS = ["1.11", "1.19", "1.27"].map(ordinaryBuild);
const LABELS = ["1.1.19", "1.2.2", "1.2.6", "7.4", "7.9", "2.31", "2.43"];
const POPULATION: readonly Model[] = [
  ...LIBC_MODELS.filter(({ label }) => LABELS.includes(label)),
  ...BUILDS.map(goModel),
];

/** A server that says another thing each time, or in several messages, says no one thing that can be written down. */
const SAYS_ONE_THING = ({ when, reply }: Rule): boolean =>
  when.nth === undefined &&
  when.source === undefined &&
  [reply.before, reply.duplicate, reply.from, reply.close].every((each) => each === undefined) &&
  reply.id !== "wrong" &&
  (reply.delayMs ?? 0) === 0;

const scenarios = (await loadScenarios()).filter(
  ({ dns, lookups, network }) =>
    network === undefined &&
    dns.every(({ rules }) => rules.every(SAYS_ONE_THING)) &&
    lookups.every(({ before, deadlineMs, flags }) => !before && !deadlineMs && !flags),
);

/** The scenario's servers as real ones. */
function askOf({ dns }: Scenario): Ask {
  const fixture = createFixture(dns);
  return async ({ server, transport, query }) => {
    const there = dns.find(({ address }) => address === server);
    if (there === undefined) return { kind: "closed" };
    const state = there[transport];
    if (state !== "open") return { kind: state === "silent" ? "silence" : state };
    const [action] = fixture.answer(server, transport, "10.0.0.1", query);
    if (action?.kind !== "send") return { kind: "silence" };
    const bytes = transport === "tcp" ? action.bytes.subarray(2) : action.bytes;
    return { kind: "reply", bytes, afterMs: action.delayMs };
  };
}

async function outcomes({ files, env, hostname, user, dns, lookups }: Scenario) {
  const told: unknown[] = [];
  for (const model of POPULATION) {
    for (const lookup of lookups.map(({ name, family }): Lookup => ({ name, family }))) {
      const machine = createSimulatedWorld({
        ...{ files, env, hostname: hostname ?? "lab", fixture: createFixture(dns), seed: 1 },
        user: user ?? 0,
      });
      const { result, trace } = await machine.run((world) => model.resolve(world, lookup, model.behaviours));
      const asked = trace.map(({ server, transport, name, type }) =>
        [server, transport, name, type].join(" "),
      );
      told.push([model.line, model.label, lookup.name, result.outcome, asked]);
    }
  }
  return told;
}

describe("a captured scenario shows the same without its servers", () => {
  test("there are enough to tell", () => {
    expect(scenarios.length).toBeGreaterThan(80);
  });

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))("%s", async (_, scenario) => {
    const { files, env, hostname, user } = scenario;
    const place = {
      ...{ where: "a test", files, env, hostname: hostname ?? "lab", user: user ?? 0 },
      ...{ images: null, libcs: [], lacks: [] },
    };
    const { text } = await capture(
      place,
      scenario.lookups.map(({ name, family }) => ({ name, family })),
      BUILDS,
      askOf(scenario),
      new AbortController().signal,
    );
    const captured = parseScenario(text, "captured.yaml");
    expect(await outcomes(captured)).toEqual(await outcomes(scenario));
  });
});

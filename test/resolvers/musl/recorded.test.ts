/** The model of musl against what real ones were recorded doing. */
import { describe, expect, test } from "vitest";
import { parseResolverId } from "../../../harness/resolvers/id.ts";
import { callMusl, featuresOf } from "../../../harness/resolvers/musl/index.ts";
import { goldenLibcs, goldenScenarios } from "../../oracle/libc/golden.ts";
import { differences, type Model, obstacle } from "../../oracle/libc/replay.ts";

const scenarios = (await goldenScenarios()).filter((scenario) => obstacle(scenario) === null);
const libcs = goldenLibcs().filter(({ libc }) => libc.startsWith("musl@"));

/** What the machine that recorded was too slow for: a second of patience was over before a reply came. */
const TOO_LATE: ReadonlySet<string> = new Set(["musl-1.2.4-alpine-3.18 exchange/edns-formerr-once"]);

describe.each(libcs)("$id", ({ id: name, libc, results, seenBy }) => {
  const id = parseResolverId(libc);
  if (id === null) throw new RangeError(`not a resolver: ${libc}`);
  const features = featuresOf(id);
  const recorded = scenarios.filter(
    (scenario) => results.has(scenario.id) && !TOO_LATE.has(`${name} ${scenario.id}`),
  );

  test.each(recorded)("$id", async (scenario) => {
    const model: Model = (world, flags) =>
      callMusl(world, { ...scenario.lookup, ...(flags === null ? {} : { flags }) }, features);
    const result = results.get(scenario.id);
    if (result === undefined) throw new RangeError(`${scenario.id} was not recorded`);
    const clock = seenBy === "servers" ? "steady" : "busy";
    expect((await differences(scenario, {}, result, model, clock)).join("\n")).toBe("");
  });
});

import { expect, test } from "vitest";
import { createFixture } from "../../harness/fixture/fixture.ts";
import { explore } from "../../harness/world/explore.ts";
import { createSimulatedWorld } from "../../harness/world/simulated.ts";
import type { World } from "../../harness/world/world.ts";

/** What `body` gives in each run, in order, and whether that is all. */
async function ways(body: (world: World) => Promise<string>, most = 100): Promise<string> {
  const { runs, complete } = await explore(
    (choices) =>
      createSimulatedWorld({
        ...{ files: {}, env: {}, hostname: "lab", fixture: createFixture([]), seed: 1 },
        choices,
      }).run(body),
    most,
  );
  return `${runs.map(({ result }) => result).join(" ")}${complete ? "" : " …"}`;
}

test("without a choice there is one way", async () => {
  expect(await ways(async () => "only")).toBe("only");
});

test("each sequence of choices is tried once, the usual order first", async () => {
  const body = async (world: World) => `${world.choose(2)}${world.choose(3)}`;
  expect(await ways(body)).toBe("00 01 02 10 11 12");
});

test("later choices may depend on earlier ones", async () => {
  const body = async (world: World) => (world.choose(2) === 0 ? `0${world.choose(2)}` : "1");
  expect(await ways(body)).toBe("00 01 1");
});

test("ends after so many runs, and says so", async () => {
  expect(await ways(async (world) => `${world.choose(2)}${world.choose(2)}`, 3)).toBe("00 01 10 …");
});

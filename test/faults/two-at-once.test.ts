/** Two harnesses at the same time, with one cache and one engine, both new to the image. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { type Bench, openBench, processesOf } from "./support/bench.ts";
import { runCommand, startCommand } from "./support/command.ts";
import { engineMissing, PrivateEngine } from "./support/private-engine.ts";

const image = await alpine();
const local = await OPEN.local();
await local.value?.close();

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

/** Starts both and gives their exit codes, with what they said where they failed. */
async function both(engine: string, env: Readonly<Record<string, string>>) {
  const args = ["run", bench.scenarios[0] ?? "", "--engine", engine, "--images", "alpine-3.8"];
  const runs = [1, 2].map(() => startCommand(args, { ...bench.env, ...env }));
  const ended = await Promise.all(runs.map((run) => run.ended));
  const left = (await Promise.all(runs.map(({ pid }) => processesOf(pid)))).flat();
  return { ends: ended.map(({ code, stderr }) => (code === 0 ? "as expected" : stderr)), left };
}

const here = image.reason ?? local.reason;
it.skipIf(here !== null)(titled("with namespaces", here), async () => {
  expect(await both("local", {})).toEqual({ ends: ["as expected", "as expected"], left: [] });
  expect(await bench.left()).toEqual([]);
});

const missing = engineMissing() ?? image.reason;
describe.skipIf(missing !== null)(titled("with Docker", missing), () => {
  let engine: PrivateEngine;
  beforeAll(async () => {
    engine = await PrivateEngine.open();
  });
  afterAll(() => engine?.remove());

  it("both run; afterwards clean --images leaves the engine as it was", async () => {
    const env = { DOCKER_HOST: engine.url };
    expect(await both("docker", env)).toEqual({ ends: ["as expected", "as expected"], left: [] });
    expect(await engine.containers()).toEqual([]);
    expect(await bench.left()).toEqual([]);

    const docker = await engine.docker();
    const names = async (): Promise<readonly string[]> =>
      (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? ["<none>:<none>"]).sort();
    const ours = [
      expect.stringMatching(/^resolver-matrix\/lab:/),
      expect.stringMatching(/^resolver-matrix\/rootfs:/),
    ];
    expect((await runCommand(["clean"], { ...bench.env, ...env })).code).toBe(0);
    expect(await names(), "what the next run finds stays, what lost its name goes").toEqual(ours);

    const container = await docker.createContainer({ Image: (await names())[1] ?? "", Cmd: ["none"] });
    const kept = await runCommand(["clean", "--images"], { ...bench.env, ...env });
    expect(kept.stdout).toMatch(/kept image resolver-matrix\/rootfs:\w+: a container uses it/);
    expect(await names()).toEqual(ours.slice(1));
    await container.remove();
    expect((await runCommand(["clean", "--images"], { ...bench.env, ...env })).stdout).toContain(
      "removed image",
    );
    expect(await names()).toEqual([]);
  });
});

/** The Docker engine dies or restarts while cells wait: what the user sees, and what is left. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alpine, titled } from "../lab/support/labs.ts";
import { type Bench, CELLS_RUN, openBench } from "./support/bench.ts";
import { cellLines, readReport, runCommand, startCommand } from "./support/command.ts";
import { engineMissing, PrivateEngine } from "./support/private-engine.ts";

const image = await alpine();
const missing = engineMissing() ?? image.reason;

const SEEN = ["quick go@1.24 emulated", "quick musl@1.1.19 observed"];

describe.skipIf(missing !== null)(titled("a Docker engine that goes away in mid-run", missing), () => {
  let engine: PrivateEngine;
  let bench: Bench;
  beforeAll(async () => {
    engine = await PrivateEngine.open();
  });
  afterAll(() => engine?.remove());
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.remove());

  function start() {
    const args = [
      "run",
      ...bench.scenarios,
      "--engine",
      "docker",
      "--images",
      "alpine-3.8",
      "--reporter",
      `json=${bench.report}`,
    ];
    return startCommand(args, { ...bench.env, DOCKER_HOST: engine.url });
  }

  it("by a crash: lost cells say so; the next start of the engine, or clean, removes what it held", async () => {
    const run = start();
    await run.said(CELLS_RUN);
    await engine.kill();
    const { code, stderr } = await run.ended;
    const lost =
      "unavailable: labd ended: the connection to its container ended, and the Docker engine no longer answers";
    expect(cellLines(await readReport(bench.report))).toEqual([
      expect.stringContaining(`mute go@1.24 ${lost}`),
      expect.stringContaining(`mute musl@1.1.19 ${lost}`),
      ...SEEN,
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain(`containers may be left at ${engine.url} (see "clean")`);
    expect(stderr).not.toContain("error:");
    await engine.start();
    expect((await runCommand(["clean"], { ...bench.env, DOCKER_HOST: engine.url })).code).toBe(0);
    expect(await engine.containers()).toEqual([]);
    expect(await bench.left()).toEqual([]);
  });

  it("by a restart", async () => {
    const run = start();
    await run.said(CELLS_RUN);
    await engine.stop();
    await engine.start();
    const { code, stderr } = await run.ended;
    const lost = "unavailable: labd ended: ";
    expect(cellLines(await readReport(bench.report))).toEqual([
      expect.stringContaining(`mute go@1.24 ${lost}`),
      expect.stringContaining(`mute musl@1.1.19 ${lost}`),
      ...SEEN,
    ]);
    expect(code).toBe(3);
    expect(stderr).not.toContain("error:");
    expect(await engine.containers()).toEqual([]);
    expect(await bench.left()).toEqual([]);
  });
});

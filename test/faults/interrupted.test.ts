/** SIGINT, SIGTERM and SIGKILL at every stage of a run: what is told, and that nothing is left. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectDocker } from "../../harness/lab/docker/connect.ts";
import type { Report } from "../../harness/matrix/report-data.ts";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { containersOf, eventually } from "../lab/support/leftovers.ts";
import {
  type Bench,
  CELLS_RUN,
  type OwnedProcess,
  openBench,
  processesOf,
  survivors,
} from "./support/bench.ts";
import { cellLines, type RunningCommand, readReport, runCommand, startCommand } from "./support/command.ts";
import { type EngineName, runProcesses } from "./support/run-parts.ts";

const image = await alpine();
const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;
const NOTHING_LEFT = { processes: [], containers: [], files: [] };

async function whyNot(engine: EngineName): Promise<string | null> {
  const { value, reason } = await OPEN[engine]();
  await value?.close();
  return image.reason ?? reason;
}

/** A registry that takes connections and never says anything. */
let registry: Server;
const connections = new Set<Socket>();
/** Settles with each connection. */
let onConnection: () => void = () => {};
beforeAll(async () => {
  registry = createServer((socket) => {
    connections.add(socket);
    socket.on("error", () => {});
    onConnection();
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
});
afterAll(async () => {
  for (const socket of connections) socket.destroy();
  registry.close();
  await once(registry, "close");
});

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

function start(engine: EngineName, ...args: readonly string[]): RunningCommand {
  const given = args.length > 0 ? args : ["--images", "alpine-3.8", "--reporter", `json=${bench.report}`];
  return startCommand(["run", ...bench.scenarios, "--engine", engine, ...given], bench.env);
}

/** A stage of a run: starts one and resolves when it is there. */
type Stage = (engine: EngineName) => Promise<RunningCommand>;

const STAGES: Readonly<Record<string, Stage>> = {
  async "while an image is being got"(engine) {
    const asked = new Promise<void>((resolve) => {
      onConnection = resolve;
    });
    // A TCP server that listens has an address of this kind.
    const reference = `127.0.0.1:${(registry.address() as AddressInfo).port}/slow/image:1`;
    const run = start(engine, "--images", `alpine-3.8,${reference}`, "--reporter", `json=${bench.report}`);
    await run.said(`${engine}: `);
    await asked;
    return run;
  },
  async "while labs are being made"(engine) {
    if (engine === "local") {
      const run = start(engine);
      await eventually(
        () => processesOf(run.pid),
        (processes) => processes.length > 0,
      );
      return run;
    }
    return whenCreated(() => start(engine));
  },
  async "while cells run"(engine) {
    const run = start(engine);
    await run.said(CELLS_RUN);
    return run;
  },
};

/** Starts a run and resolves when the engine has created its first container. */
async function whenCreated(begin: () => RunningCommand): Promise<RunningCommand> {
  const search = await connectDocker();
  if (search.kind === "failed") throw new Error("the Docker engine is gone");
  const events: NodeJS.ReadableStream = await search.connection.docker.getEvents({
    filters: { type: ["container"], event: ["create"] },
  });
  const run = begin();
  let told = "";
  for await (const chunk of events) {
    told += String(chunk);
    if (told.includes(`"resolver-matrix.pid":"${run.pid}"`)) break;
  }
  return run;
}

async function begun(stage: string, engine: EngineName) {
  const run = await STAGES[stage]?.(engine);
  if (run === undefined) throw new Error(`no stage ${stage}`);
  return { run, processes: await runProcesses(engine, run.pid) };
}

async function leftOf(engine: EngineName, run: RunningCommand, processes: readonly OwnedProcess[]) {
  const containers = engine === "docker" ? () => containersOf(run.pid) : async () => [];
  return {
    processes: await survivors(processes),
    containers: (await eventually(containers, (left) => left.length === 0)).map(({ Names }) => Names),
    files: await bench.left(),
  };
}

const EVERY_CELL = ["mute go@1.24", "mute musl@1.1.19", "quick go@1.24", "quick musl@1.1.19"];

for (const engine of ["local", "docker"] as const) {
  const missing = await whyNot(engine);
  describe.skipIf(missing !== null)(titled(`on ${engine}`, missing), () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      it.each(Object.keys(STAGES))(`${signal} %s`, async (stage) => {
        const { run, processes } = await begun(stage, engine);
        run.kill(signal);
        const { code, stderr } = await run.ended;
        const cells = cellLines(await readReport(bench.report));
        const lost = cells.filter((line) => line.includes(" unavailable: "));
        expect({ code, left: await leftOf(engine, run, processes) }).toEqual({
          code: EXIT[signal],
          left: NOTHING_LEFT,
        });
        expect(stderr).toContain("stopping: telling what there is; once more to leave at once");
        expect(stderr).not.toContain("error:");
        for (const line of lost) expect(line).toContain(`: the run was interrupted (${signal})`);
        for (const name of EVERY_CELL) expect(cells.join("\n")).toContain(name);
        expect(lost).toContain(`mute musl@1.1.19 unavailable: the run was interrupted (${signal})`);
      });
    }

    it.each(Object.keys(STAGES))("SIGKILL %s, then clean", async (stage) => {
      const { run, processes } = await begun(stage, engine);
      run.kill("SIGKILL");
      expect((await run.ended).code).toBe("SIGKILL");
      const { code, stderr } = await runCommand(["clean"], bench.env);
      expect([code, stderr]).toEqual([0, ""]);
      expect(await leftOf(engine, run, processes)).toEqual(NOTHING_LEFT);
    });
  });
}

const here = await whyNot("local");
describe.skipIf(here !== null)(titled("while the report is being written", here), () => {
  /** A run that has told everything but its report, which waits for a reader of the pipe. */
  async function reporting(pipe: string) {
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    const run = start("local", "--images", "alpine-3.8", "--reporter", `json=${pipe}`);
    await run.said("2/2 ");
    return { run, processes: await runProcesses("local", run.pid) };
  }

  it.each(["SIGINT", "SIGTERM"] as const)("%s: the report is written whole", async (signal) => {
    const pipe = join(bench.folder, "pipe");
    const { run, processes } = await reporting(pipe);
    run.kill(signal);
    await run.said("stopping: ");
    const report: Report = JSON.parse(await readFile(pipe, "utf8"));
    expect(report.summary).toMatchObject({ cells: 4, unavailable: 0 });
    expect((await run.ended).code).toBe(EXIT[signal]);
    expect(await leftOf("local", run, processes)).toEqual(NOTHING_LEFT);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("a second %s leaves at once", async (signal) => {
    const { run, processes } = await reporting(join(bench.folder, "pipe"));
    run.kill(signal);
    await run.said("stopping: ");
    run.kill(signal);
    expect((await run.ended).code).toBe(signal);
    expect(await leftOf("local", run, processes)).toEqual(NOTHING_LEFT);
  });
});

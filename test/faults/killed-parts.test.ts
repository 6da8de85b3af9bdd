/** A part of a run is killed while cells wait: the other cells are told, the lost ones say why, and nothing is left. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { containersOf, eventually } from "../lab/support/leftovers.ts";
import { type Bench, CELLS_RUN, openBench, survivors } from "./support/bench.ts";
import { cellLines, readReport, startCommand } from "./support/command.ts";
import { containerOf, type EngineName, type Part, pidsOf, runProcesses } from "./support/run-parts.ts";

const image = await alpine();

async function whyNot(engine: EngineName): Promise<string | null> {
  const { value, reason } = await OPEN[engine]();
  await value?.close();
  return image.reason ?? reason;
}

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.remove());

/** What the run tells when `strike` has hit it in the middle of its waiting cells. */
async function struck(engine: EngineName, strike: (harness: number) => Promise<void>) {
  const output = ["--images", "alpine-3.8", "--reporter", `json=${bench.report}`];
  const run = startCommand(["run", ...bench.scenarios, "--engine", engine, ...output], bench.env);
  await run.said(CELLS_RUN);
  const lookingUp = (): Promise<readonly number[]> => pidsOf("lookup", engine, run.pid);
  await eventually(lookingUp, (pids) => pids.length > 0);
  const processes = await runProcesses(engine, run.pid);
  expect(processes.length).toBeGreaterThan(4);
  await strike(run.pid);
  const { code, stderr } = await run.ended;
  expect(stderr).not.toContain("error:");
  const left = {
    processes: await survivors(processes),
    containers: engine === "docker" ? (await containersOf(run.pid)).map(({ Names }) => Names) : [],
    files: await bench.left(),
  };
  return { code, left, cells: cellLines(await readReport(bench.report)) };
}

async function killAll(part: Part, engine: EngineName, harness: number): Promise<void> {
  const pids = await pidsOf(part, engine, harness);
  expect(pids, `${part} of ${engine}`).not.toEqual([]);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}

/** Both cells of "mute" with these ends. */
function cells(musl: string, go: string): readonly string[] {
  return [
    `mute go@1.24 ${go}`,
    `mute musl@1.1.19 ${musl}`,
    "quick go@1.24 emulated",
    "quick musl@1.1.19 observed",
  ];
}

function both(reason: string): readonly string[] {
  return cells(`unavailable: ${reason}`, `unavailable: ${reason}`);
}

const NOTHING_LEFT = { processes: [], containers: [], files: [] };
const LOOKUP_KILLED = "unavailable: the lookup was killed by SIGKILL, from outside or because memory ran out";
const CELL_KILLED = "unavailable: the cell could not be made: its process was killed by signal 9";
const CONTAINER_KILLED = both("labd ended: its container ended with status 137");

const SMALL_PARTS: Readonly<Partial<Record<Part, readonly string[]>>> = {
  agent: cells(LOOKUP_KILLED, "emulated"),
  lookup: cells(LOOKUP_KILLED, "emulated"),
  cell: cells(CELL_KILLED, "emulated"),
  network: both("the network ended: its process was killed by signal 9"),
};
const PARTS: Readonly<Record<EngineName, Readonly<Partial<Record<Part, readonly string[]>>>>> = {
  local: {
    ...SMALL_PARTS,
    lab: both("labd ended: it was killed by a signal"),
    launcher: both("labd ended: killed by SIGKILL"),
  },
  docker: { ...SMALL_PARTS, lab: CONTAINER_KILLED, image: CONTAINER_KILLED },
};
const PART_NAMES: readonly Part[] = ["agent", "lookup", "cell", "network", "lab", "image", "launcher"];

for (const engine of ["local", "docker"] as const) {
  const missing = await whyNot(engine);
  describe.skipIf(missing !== null)(titled(`killed on ${engine}`, missing), () => {
    for (const part of PART_NAMES) {
      const expected = PARTS[engine][part];
      if (expected === undefined) continue;
      it(`the process of the ${part}`, async () => {
        const strike = (harness: number): Promise<void> => killAll(part, engine, harness);
        expect(await struck(engine, strike)).toEqual({ code: 3, cells: expected, left: NOTHING_LEFT });
      });
    }

    for (const part of engine === "docker" ? (["lab", "image"] as const) : []) {
      it(`the container of the ${part}`, async () => {
        const strike = async (harness: number): Promise<void> => (await containerOf(part, harness)).kill();
        expect(await struck(engine, strike)).toEqual({
          code: 3,
          cells: CONTAINER_KILLED,
          left: NOTHING_LEFT,
        });
      });
    }
  });
}

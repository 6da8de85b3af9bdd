/** What is left when a cell or labd itself ends, in whatever way: nothing. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { runFields } from "../../../harness/lab/cell-fields.ts";
import { FRAME } from "../../../harness/lab/frames.ts";
import { allDescendants, eventually, isAlive } from "../../lab/support/leftovers.ts";
import { BEST_WAY, type Bench, because, openBench } from "../support/bench.ts";
import { Labd } from "../support/labd.ts";

const run = it.skipIf(BEST_WAY.missing !== null);
const why = because(BEST_WAY);
/** Two processes that never end by themselves. */
const STUCK = ["/bin/sh", "-c", "while :; do :; done & echo ready; kill -STOP $$"] as const;

let bench: Bench;

beforeAll(async () => {
  if (BEST_WAY.missing === null) bench = await openBench(BEST_WAY);
});

afterAll(async () => {
  await bench?.remove();
});

/** labd with a network and a cell whose program hangs; the ids of all processes below labd's. */
async function startStuckCell(start: {
  readonly namespaces: readonly string[];
  readonly uid: number | null;
}) {
  const labd = await Labd.start(bench.programs, start);
  const launcher = labd.process.pid ?? 0;
  const before = new Set(await allDescendants(launcher));
  const { id: net, pid } = await labd.openNetwork("address 10.53.0.1 udp=open tcp=open");
  const id = labd.newId();
  labd.send(FRAME.CELL_RUN, id, ...runFields(bench.cell(pid), STUCK, new Uint8Array(), "real"));
  await labd.next(id, FRAME.CELL_OUTPUT);
  const processes = await allDescendants(launcher);
  const own = processes.filter((process) => !before.has(process));
  expect(own.length, "holder, init and program at least").toBeGreaterThanOrEqual(3);
  return { labd, launcher, net, id, processes };
}

/** Those of the processes that are still there once they have had time to go. */
async function survivors(processes: readonly number[]): Promise<readonly number[]> {
  const alive = async () => {
    const states = await Promise.all(processes.map(isAlive));
    return processes.filter((_, i) => states[i]);
  };
  return eventually(alive, (left) => left.length === 0);
}

run(`a killed cell leaves no process, and the network stays${why}`, async () => {
  const { labd, launcher, net, id, processes } = await startStuckCell(BEST_WAY);
  labd.send(FRAME.CELL_KILL, id);
  expect(await labd.endOf(id)).toMatchObject({ end: "signal 9" });
  const left = await allDescendants(launcher, "sh");
  expect(left).toEqual([]);
  expect(await labd.closeNetwork(net)).toEqual([]);
  expect(await labd.end()).toBe(0);
  expect(await survivors(processes)).toEqual([]);
});

run(`a program's end is the end of what it started${why}`, async () => {
  const labd = await Labd.start(bench.programs, BEST_WAY);
  const { pid } = await labd.openNetwork();
  const script = "while :; do :; done & echo started";
  expect(await labd.run(bench.cell(pid), ["/bin/sh", "-c", script])).toEqual({
    stdout: "started\n",
    stderr: "",
    end: "exit 0",
  });
  const launcher = labd.process.pid ?? 0;
  expect(
    await eventually(
      () => allDescendants(launcher, "sh"),
      (left) => left.length === 0,
    ),
  ).toEqual([]);
  await labd.end();
});

run(`the end of labd's input ends everything${why}`, async () => {
  const { labd, processes } = await startStuckCell(BEST_WAY);
  expect(await labd.end()).toBe(0);
  expect(await survivors(processes)).toEqual([]);
});

run(`what is no frame ends everything${why}`, async () => {
  const { labd, processes } = await startStuckCell(BEST_WAY);
  labd.process.stdin.write(new Uint8Array(32).fill(0xff));
  expect(await labd.ended).not.toBe(0);
  expect(await survivors(processes)).toEqual([]);
});

run(`a killed labd leaves nothing, even without a process namespace around it${why}`, async () => {
  const namespaces = BEST_WAY.namespaces.filter(
    (name) => !["--pid", "--fork", "--kill-child"].includes(name),
  );
  const { labd, processes } = await startStuckCell({ ...BEST_WAY, namespaces });
  labd.process.kill("SIGKILL");
  expect(await labd.ended).toBe("SIGKILL");
  expect(await survivors(processes)).toEqual([]);
});

/** What labs leave behind, as the machine and the Docker engine show it. */
import { readdir, readFile } from "node:fs/promises";
import type Docker from "dockerode";
import { connectDocker } from "../../../harness/lab/docker/connect.ts";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** Names of the processes below `pid`, sorted. */
export async function descendants(pid: number): Promise<readonly string[]> {
  return (await below(pid)).map(({ name }) => name).sort();
}

/** Ids of the processes below `pid`, parents before children; only those of one name, if one is given. */
export async function allDescendants(pid: number, name: string | null = null): Promise<readonly number[]> {
  const processes = await below(pid);
  return processes.filter((process) => name === null || process.name === name).map((process) => process.pid);
}

async function below(pid: number): Promise<readonly Process[]> {
  const processes = await allProcesses();
  const family = new Set([pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid: child, parent } of processes) if (family.has(parent)) family.add(child);
  }
  family.delete(pid);
  return processes.filter((process) => family.has(process.pid));
}

/** Whether a process is there and no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await allProcesses()).some((process) => process.pid === pid);
}

async function allProcesses(): Promise<readonly Process[]> {
  const names = (await readdir("/proc")).filter((name) => /^[1-9][0-9]*$/.test(name));
  const found = await Promise.all(names.map(readProcess));
  return found.filter((process) => process !== null);
}

/** Pid, name, state and parent from /proc/PID/stat; null for a process that ended. */
async function readProcess(name: string): Promise<Process | null> {
  const stat = await readFile(`/proc/${name}/stat`, "latin1").catch(() => "");
  const [, pid, command, state, parent] = /^(\d+) \((.*)\) (\S) (\d+) /s.exec(stat) ?? [];
  if (pid === undefined || command === undefined || parent === undefined || state === "Z") return null;
  return { pid: Number(pid), parent: Number(parent), name: command };
}

/** The containers of a harness process. */
export async function containersOf(pid: number): Promise<readonly Docker.ContainerInfo[]> {
  const search = await connectDocker();
  if (search.kind === "failed") throw new Error("the Docker engine is gone");
  const filters = { label: [`resolver-matrix.pid=${pid}`] };
  return search.connection.docker.listContainers({ all: true, filters });
}

/** Commands that run in the containers of a harness process, sorted. */
export async function containerProcesses(pid: number): Promise<readonly string[]> {
  const search = await connectDocker();
  if (search.kind === "failed") throw new Error("the Docker engine is gone");
  const { docker } = search.connection;
  const tables = await Promise.all(
    (await containersOf(pid)).map(({ Id }) => docker.getContainer(Id).top({ ps_args: "-eo pid,comm" })),
  );
  return tables.flatMap(({ Processes }) => Processes.map((row: readonly string[]) => row[1] ?? "")).sort();
}

/** Asks until the answer is as expected, or the time is over; gives the last answer. */
export async function eventually<T>(ask: () => Promise<T>, isExpected: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (isExpected(answer) || performance.now() > giveUpAt) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The processes and containers that a run is made of while its cells wait. */

import { readFile, readlink } from "node:fs/promises";
import type Docker from "dockerode";
import { connectDocker } from "../../../harness/lab/docker/connect.ts";
import { allDescendants, containersOf } from "../../lab/support/leftovers.ts";
import type { OwnedProcess } from "./bench.ts";

export type EngineName = "docker" | "local";

/** What can be killed. */
export type Part = "agent" | "lookup" | "cell" | "network" | "lab" | "image" | "launcher";

interface Seen extends OwnedProcess {
  readonly parent: number;
}

/** Every process of a run but the harness itself, parents before children. */
export async function runProcesses(engine: EngineName, harness: number): Promise<readonly Seen[]> {
  const pids = engine === "local" ? await allDescendants(harness) : await containerPids(harness);
  const found = await Promise.all(pids.map(look));
  return found.filter((process) => process !== null).sort((left, right) => left.pid - right.pid);
}

/** Ids of the processes that play a part. */
export async function pidsOf(part: Part, engine: EngineName, harness: number): Promise<readonly number[]> {
  const processes = await runProcesses(engine, harness);
  const own = new Set(processes.map(({ pid }) => pid));
  const isAgent = ({ command }: Seen): boolean => /^\/lib\S* \/\.resolver-matrix\/agent/.test(command);
  const labds = processes.filter(({ command }) => /^\S*labd( |$)/.test(command));
  const labdPids = new Set(labds.map(({ pid }) => pid));
  const agents = processes.filter(isAgent);
  const agentPids = new Set(agents.map(({ pid }) => pid));
  const masters = labds.filter(({ parent }) => !labdPids.has(parent));
  const cells = labds.filter(({ pid }) => agents.some(({ parent }) => parent === pid));
  const parts: Readonly<Record<Part, readonly Seen[]>> = {
    agent: agents.filter(({ parent }) => !agentPids.has(parent)),
    lookup: agents.filter(({ parent }) => agentPids.has(parent)),
    cell: cells,
    network: labds.filter((process) => !masters.includes(process) && !cells.includes(process)),
    lab: masters.filter(({ command }) => engine === "local" || !command.includes("--docker")),
    image: masters.filter(({ command }) => command.includes("--docker")),
    launcher: processes.filter(({ command, parent }) => /^\S*\bunshare /.test(command) && !own.has(parent)),
  };
  return parts[part].map(({ pid }) => pid);
}

/** The containers of a run on the engine of DOCKER_HOST. */
export async function containerOf(part: "lab" | "image", harness: number): Promise<Docker.Container> {
  const found = (await containersOf(harness)).find(
    ({ Image }) => Image.includes("/lab:") === (part === "lab"),
  );
  if (found === undefined) throw new Error(`no ${part} container of process ${harness}`);
  return (await engine()).getContainer(found.Id);
}

async function engine(): Promise<Docker> {
  const search = await connectDocker();
  if (search.kind === "failed") throw new Error("the Docker engine is gone");
  return search.connection.docker;
}

async function containerPids(harness: number): Promise<readonly number[]> {
  const docker = await engine();
  const tables = await Promise.all(
    (await containersOf(harness)).map(({ Id }) =>
      // One that is being made or removed has no processes.
      docker
        .getContainer(Id)
        .top({ ps_args: "-eo pid" })
        .catch(() => ({ Processes: [] })),
    ),
  );
  return tables.flatMap(({ Processes }) => Processes.map((row: readonly string[]) => Number(row[0])));
}

async function look(pid: number): Promise<Seen | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
    return { pid, parent, command, network: await readlink(`/proc/${pid}/ns/net`) };
  } catch {
    // It ended in the meantime.
    return null;
  }
}

/** Control groups (cgroups(7)) that bound what all cells of one labd use together, as a container engine would. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatOwner, ownerGone, parseOwner, session } from "../../owned/session.ts";

const MOUNT = "/sys/fs/cgroup";
/** As on Docker: see lab/docker/container.ts. */
const MOST_PROCESSES = 4096;
const MOST_MEMORY_BYTES = 1024 ** 3;
const PREFIX = "resolver-matrix-";

/** One group, in one hierarchy. */
interface Group {
  readonly path: string;
  /** The group that this process is in, in the same hierarchy. */
  readonly own: string;
}

/** Files of a group and what is written to them; `isOptional`: kernels without swap accounting lack it. */
interface Limit {
  readonly file: string;
  readonly value: number;
  readonly isOptional?: true;
}

const V1: Readonly<Record<"pids" | "memory", readonly Limit[]>> = {
  pids: [{ file: "pids.max", value: MOST_PROCESSES }],
  memory: [
    { file: "memory.limit_in_bytes", value: MOST_MEMORY_BYTES },
    { file: "memory.memsw.limit_in_bytes", value: MOST_MEMORY_BYTES, isOptional: true },
  ],
};
const V2: readonly Limit[] = [
  { file: "pids.max", value: MOST_PROCESSES },
  { file: "memory.max", value: MOST_MEMORY_BYTES },
  { file: "memory.swap.max", value: 0, isOptional: true },
];

export interface Bounds {
  /** Runs `start`, whose child processes are then in the groups. */
  within<T>(start: () => T): T;
  /** Takes the groups away once they are empty. */
  remove(): void;
}

/** Makes the groups; gives the reason where this user may not, or the kernel has none. */
export function makeBounds(): Bounds | { readonly refused: string } {
  const made: Group[] = [];
  const remove = () => made.forEach(({ path }) => void removeGroup(path));
  try {
    const own = ownGroups();
    const v2 = own.get("");
    if (existsSync(join(MOUNT, "cgroup.controllers")) && v2 !== undefined) {
      made.push(makeGroup(MOUNT, v2, V2));
    } else {
      for (const controller of ["pids", "memory"] as const) {
        const path = own.get(controller);
        if (path === undefined) throw new Error(`no hierarchy has the controller ${controller}`);
        made.push(makeGroup(join(MOUNT, controller), path, V1[controller]));
      }
    }
  } catch (error) {
    remove();
    return { refused: error instanceof Error ? error.message : String(error) };
  }
  return {
    within(start) {
      // A process is born into its parent's groups; starting it is synchronous, so nothing else happens in between.
      try {
        for (const { path } of made) enterGroup(path);
        return start();
      } finally {
        for (const { own } of made) enterGroup(own);
      }
    },
    remove,
  };
}

/** Removes groups whose harness is gone; returns their paths. */
export function cleanBounds(): readonly string[] {
  const removed: string[] = [];
  const own = readable(() => ownGroups());
  for (const [controller, path] of own ?? []) {
    const parent = join(MOUNT, controller, path);
    for (const name of readable(() => readdirSync(parent)) ?? []) {
      if (!name.startsWith(PREFIX)) continue;
      const owner = parseOwner(name.slice(PREFIX.length).split("~").slice(0, 3).join("/"));
      if (owner === null || ownerGone(owner) !== true) continue;
      if (removeGroup(join(parent, name))) removed.push(join(parent, name));
    }
  }
  return removed;
}

/** By controller, "" for version 2: the group of this process (proc_pid_cgroup(5)). */
function ownGroups(): ReadonlyMap<string, string> {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trimEnd().split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      return controllers.split(",").map((controller) => [controller, path] as const);
    }),
  );
}

function makeGroup(hierarchy: string, ownPath: string, limits: readonly Limit[]): Group {
  const own = join(hierarchy, ownPath);
  const path = join(
    own,
    `${PREFIX}${formatOwner(session).replaceAll("/", "~")}~${randomBytes(4).toString("hex")}`,
  );
  mkdirSync(path);
  try {
    for (const { file, value, isOptional } of limits) {
      if (isOptional === true && !existsSync(join(path, file))) continue;
      writeFileSync(join(path, file), String(value));
    }
  } catch (error) {
    removeGroup(path);
    throw error;
  }
  return { path, own };
}

function enterGroup(group: string): void {
  writeFileSync(join(group, "cgroup.procs"), String(process.pid));
}

/** False where processes are still in it. */
function removeGroup(path: string): boolean {
  return readable(() => rmdirSync(path)) !== null;
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

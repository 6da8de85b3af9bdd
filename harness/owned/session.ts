/** Marks what a harness starts, so that the next one can tell whether its owner is still there. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The harness process that something belongs to. */
export interface Owner {
  readonly machine: string;
  readonly pid: number;
  /** Start of the process in clock ticks since boot ("" where the system does not tell): pids are used again. */
  readonly started: string;
}

/** One run of this program. */
export interface Session extends Owner {
  readonly id: string;
}

export const session: Session = {
  id: randomBytes(8).toString("hex"),
  machine: hostname(),
  pid: process.pid,
  started: startOf(process.pid) ?? "",
};

/**
 * Whether an owner is gone: true, false, or null when this machine cannot tell, because the owner ran on another.
 */
export function ownerGone(owner: Owner): boolean | null {
  if (owner.machine !== session.machine) return null;
  if (!processExists(owner.pid)) return true;
  const started = startOf(owner.pid);
  return started !== null && owner.started !== "" && started !== owner.started;
}

/** "MACHINE/PID/STARTED", for places that hold one text. */
export function formatOwner({ machine, pid, started }: Owner): string {
  return `${machine}/${pid}/${started}`;
}

/** Reads what `formatOwner` wrote; null for anything else. */
export function parseOwner(text: string): Owner | null {
  const [, machine, pid, started] = /^([^/]+)\/([1-9][0-9]*)\/([0-9]*)$/.exec(text) ?? [];
  if (machine === undefined || pid === undefined || started === undefined) return null;
  return { machine, pid: Number(pid), started };
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); the command's name before it may hold blanks and parentheses. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** Ends labd processes and removes half-unpacked images whose harness is gone. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ownerGone, parseOwner } from "../../owned/session.ts";
import { removeUnfinished } from "../../owned/unfinished.ts";
import { OWNER_VARIABLE } from "./process.ts";
import { rootfsFolder } from "./rootfs.ts";

/** Kills processes of this user that carry the name of a harness that ended; returns what it killed. */
export async function cleanProcesses(): Promise<readonly string[]> {
  const killed: string[] = [];
  for (const entry of await readdir("/proc").catch(() => [])) {
    if (!/^[1-9][0-9]*$/.test(entry)) continue;
    // Processes of other users cannot be read, and are not ours.
    const environment = await readFile(join("/proc", entry, "environ"), "utf8").catch(() => "");
    const variable = environment.split("\0").find((text) => text.startsWith(`${OWNER_VARIABLE}=`));
    const owner = variable === undefined ? null : parseOwner(variable.slice(OWNER_VARIABLE.length + 1));
    if (owner === null || ownerGone(owner) !== true) continue;
    try {
      process.kill(Number(entry), "SIGKILL");
      killed.push(`process ${entry} of run ${owner.pid}`);
    } catch {
      // It ended by itself in the meantime.
    }
  }
  return killed;
}

/** Removes unpacked folders that were never finished; returns their paths. */
export function cleanUnfinished(cache: string): Promise<readonly string[]> {
  return removeUnfinished(rootfsFolder(cache));
}

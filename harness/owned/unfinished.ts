/** Names of files and folders that are not complete yet: they tell whose they are, so that nobody's are swept up. */
import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatOwner, ownerGone, parseOwner, session } from "./session.ts";

const PREFIX = ".unfinished-";
const SEPARATOR = "~";

/** A new name: prefix, machine, process and a random part. */
export function unfinishedName(): string {
  const owner = formatOwner(session).replaceAll("/", SEPARATOR);
  return `${PREFIX}${owner}${SEPARATOR}${randomBytes(4).toString("hex")}`;
}

/** Removes what processes of this machine that are gone have left in `folder`; returns the paths. */
export async function removeUnfinished(folder: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(PREFIX)) continue;
    const [machine, pid, started] = name.slice(PREFIX.length).split(SEPARATOR);
    const owner = parseOwner(`${machine}/${pid}/${started}`);
    if (owner === null || ownerGone(owner) !== true) continue;
    await rm(join(folder, name), { recursive: true, force: true });
    removed.push(join(folder, name));
  }
  return removed;
}

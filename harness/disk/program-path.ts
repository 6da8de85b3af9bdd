/** Where a program of this machine is. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Full path of the first such program in PATH; null where there is none. */
export function programOnPath(program: string): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

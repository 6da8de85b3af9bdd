/** Whether something that was made is newer than everything it is made of. */
import { readdirSync, statSync } from "node:fs";

/** Compares times of change; `inputs` are files and folders, whose own time tells of files that were removed. */
export function isUpToDate(output, inputs) {
  const made = statSync(output, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && inputs.every((input) => statSync(input).mtimeMs < made);
}

/** A folder and everything below it. */
export function tree(folder) {
  return [
    folder,
    ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  ];
}

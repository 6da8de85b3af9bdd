/** Paths of files that a scenario names beside itself. */

/** Whether the text is such a path: it begins with ./ or ../ . */
export function isBeside(text: string): boolean {
  return /^\.{1,2}\//.test(text);
}

/** The path of a file that the scenario in `file` names as `text`: relative to the folder of the scenario. */
export function pathBeside(file: string, text: string): string {
  const isAbsolute = file.startsWith("/");
  const parts: string[] = [];
  for (const part of [...file.split("/").slice(0, -1), ...text.split("/")]) {
    if (part === "" || part === ".") continue;
    const last = parts.at(-1);
    if (part === ".." && last !== undefined && last !== "..") parts.pop();
    else if (part !== ".." || !isAbsolute) parts.push(part);
  }
  const path = parts.join("/");
  if (isAbsolute) return `/${path}`;
  // What it is made of may not be taken for the id of a profile.
  return path.startsWith("../") ? path : `./${path}`;
}

/** The scenarios that come with the tool. */
import { readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { Failure } from "../errors.ts";
import { packageRoot } from "../package-root.ts";
import { scenarioId } from "../scenario/scenario-id.ts";
import { shown } from "../yaml/shown.ts";

/** The folder of the catalogue. */
export function catalogueDirectory(): string {
  return join(packageRoot, "scenarios");
}

/** Ids of all scenarios of the catalogue, in order: paths below its folder without .yaml. */
export async function listCatalogue(): Promise<readonly string[]> {
  const files = await scenarioFiles(catalogueDirectory());
  return files.map(idOfFile);
}

/** What the scenario of a file is called: a relative path counts from the working directory. */
export function idOfFile(file: string): string {
  return scenarioId(resolve(file).split(sep).join("/"));
}

/** More entries than any folder of scenarios has: a sign that the wrong folder was named. */
const MOST_ENTRIES = 20_000;

/**
 * All .yaml and .yml files below a folder, sorted. Symbolic links, hidden folders and node_modules are passed over.
 *
 * @param onLink told of each symbolic link with such a name
 * @throws Failure "usage" when there is too much below the folder
 */
export async function scenarioFiles(
  directory: string,
  onLink: (link: string) => void = () => {},
): Promise<readonly string[]> {
  const files: string[] = [];
  const pending = [directory];
  let entries = 0;
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      entries++;
      if (entries > MOST_ENTRIES) throw tooMuch(directory);
      const path = join(current, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
        pending.push(path);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) files.push(path);
      else if (entry.isSymbolicLink() && /\.ya?ml$/.test(entry.name)) onLink(path);
    }
  }
  return files.sort();
}

function tooMuch(directory: string): Failure {
  return new Failure("usage", `more than ${MOST_ENTRIES} files and folders below ${shown(directory)}`, {
    advice: "name the folder that holds the scenarios",
  });
}

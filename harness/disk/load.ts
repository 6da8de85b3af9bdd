/** From what a person names (files, folders, ids) to scenarios. */
import { stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { Failure } from "../errors.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { didYouMean } from "../yaml/did-you-mean.ts";
import { type Problem, ProblemsFailure } from "../yaml/problems.ts";
import { shown } from "../yaml/shown.ts";
import { catalogueDirectory, idOfFile, listCatalogue, scenarioFiles } from "./catalogue.ts";
import { listHostProfiles, loadHostProfileFile } from "./host-profiles.ts";
import { STANDARD_INPUT } from "./input-file.ts";
import { readText } from "./read-text.ts";

/**
 * Loads scenarios in the order in which they are named, each once.
 *
 * @param targets files ("-" for standard input), folders (with everything below), ids of the catalogue or its topics; none: the whole catalogue
 * @throws Failure "usage": everything that is wrong in all of the files, or a target that is nothing of these
 * @param notice told in a sentence of links that are not followed
 */
export async function loadScenarios(
  targets: readonly string[],
  notice: (text: string) => void = () => {},
): Promise<readonly Scenario[]> {
  const named = targets.length === 0 ? [catalogueDirectory()] : targets;
  const files = new Map<string, string>();
  const links: string[] = [];
  for (const target of named) {
    for (const file of await filesOf(target, links)) {
      if (!files.has(resolve(file))) files.set(resolve(file), file);
    }
  }
  if (links.length > 0) notice(skippedText(links));
  return loadAll([...files.values()]);
}

/** Loads one scenario file. Throws Failure "usage". */
export async function loadScenarioFile(file: string): Promise<Scenario> {
  return readScenario(file, await listHostProfiles());
}

/** With the host profiles that it names beside itself. Throws Failure "usage". */
async function readScenario(file: string, hostIds: readonly string[]): Promise<Scenario> {
  const scenario = parseScenario(await readText(file), file, hostIds, idOfFile(file));
  const beside = scenario.hosts.filter((id) => !hostIds.includes(id));
  if (beside.length === 0) return scenario;
  return { ...scenario, ownHosts: await Promise.all(beside.map((path) => loadHostProfileFile(path))) };
}

async function loadAll(files: readonly string[]): Promise<readonly Scenario[]> {
  const hostIds = await listHostProfiles();
  const scenarios: Scenario[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      scenarios.push(await readScenario(file, hostIds));
    } catch (error) {
      if (!(error instanceof ProblemsFailure)) throw error;
      problems.push(...error.problems);
    }
  }
  // A folder may hold the host profiles that its scenarios name: they are no scenarios.
  const profiles = new Set(scenarios.flatMap(({ ownHosts = [] }) => ownHosts.map(({ id }) => resolve(id))));
  const own = problems.filter(({ place }) => !profiles.has(resolve(place.file)));
  problems.splice(0, problems.length, ...own, ...namesakes(scenarios));
  if (problems.length > 0) throw new ProblemsFailure(problems);
  return scenarios;
}

/** A report finds a cell by its scenario's id, so two files cannot share one. */
function namesakes(scenarios: readonly Scenario[]): readonly Problem[] {
  const byId = new Map<string, Scenario>();
  const problems: Problem[] = [];
  for (const scenario of scenarios) {
    const first = byId.get(scenario.id);
    if (first === undefined) byId.set(scenario.id, scenario);
    else {
      const message = `has the id ${shown(scenario.id)}, and so has ${first.file}; rename one, or put both below a folder called scenarios`;
      problems.push({ place: { file: scenario.file, line: 1, column: 1 }, message });
    }
  }
  return problems;
}

async function filesOf(target: string, links: string[]): Promise<readonly string[]> {
  if (target === STANDARD_INPUT) return [target];
  const catalogue = catalogueDirectory();
  // A name inside the catalogue is never a path that leads out of it.
  const inCatalogue = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/.test(target)
    ? [join(catalogue, `${target}.yaml`), join(catalogue, target)]
    : [];
  for (const path of [target, ...inCatalogue]) {
    const kind = await kindOf(path);
    if (kind === "file") return [nearPath(path)];
    if (kind === "directory") return (await filesBelow(path, links)).map(nearPath);
  }
  const ids = await listCatalogue();
  const topics = [...new Set(ids.map((id) => id.split("/")[0] ?? id))];
  throw new Failure(
    "usage",
    `no file, folder or scenario ${shown(target)}${didYouMean(target, [...ids, ...topics])}`,
    {
      advice: "resolver-matrix list shows the ids of all scenarios",
    },
  );
}

/** The path as a person in this folder would write it: messages and reports carry it. */
function nearPath(path: string): string {
  const near = relative("", path);
  return near.startsWith("..") || isAbsolute(near) ? path : near;
}

async function filesBelow(directory: string, links: string[]): Promise<readonly string[]> {
  const skipped: string[] = [];
  const files = await scenarioFiles(directory, (link) => skipped.push(link));
  links.push(...skipped.map(nearPath));
  if (files.length > 0) return files;
  const advice = skipped.length === 0 ? {} : { advice: skippedText(skipped.map(nearPath)) };
  throw new Failure("usage", `no scenario (*.yaml) below ${shown(directory)}`, advice);
}

/** A folder of a checkout may link to any file of the machine; one that a person names is followed. */
function skippedText(links: readonly string[]): string {
  const named = [...links]
    .sort()
    .slice(0, MOST_NAMED)
    .map((link) => shown(link))
    .join(", ");
  const others = links.length > MOST_NAMED ? ` and ${links.length - MOST_NAMED} more` : "";
  return `symbolic links in a folder are not followed: ${named}${others}; name them one by one to run them`;
}

/** Links that one notice names. */
const MOST_NAMED = 5;

async function kindOf(path: string): Promise<"file" | "directory" | "other" | "absent"> {
  try {
    const entry = await stat(path);
    return entry.isFile() ? "file" : entry.isDirectory() ? "directory" : "other";
  } catch {
    return "absent";
  }
}

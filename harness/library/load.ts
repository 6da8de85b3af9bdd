/** `loadScenarios` of the library. */
import { loadScenarios as loadTargets } from "../disk/load.ts";
import { refuseOldNode } from "../node-version.ts";
import type { Scenario } from "../scenario/scenario.ts";

/**
 * Reads scenarios, each once, in the order in which they are named.
 *
 * @param paths files, folders (with everything below them), ids or topics of the catalogue; absent: the whole
 *   catalogue; an empty list: none
 * @throws Failure "usage" with everything that is wrong in the files: file, line, column, what is allowed
 */
export async function loadScenarios(paths?: string | readonly string[]): Promise<readonly Scenario[]> {
  refuseOldNode();
  if (paths === undefined) return loadTargets([]);
  const targets = typeof paths === "string" ? [paths] : paths;
  // For the loader no targets mean the whole catalogue, which a program whose list came out empty does not mean.
  return targets.length === 0 ? [] : loadTargets(targets);
}

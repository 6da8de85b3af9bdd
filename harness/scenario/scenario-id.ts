/** What a scenario file is called in reports. */
import { resolve, sep } from "node:path";

/** The folder whose files are named by their path below it. */
const ROOT = "scenarios";

/** Path below the innermost folder called `scenarios`, without .yaml; the file's base name elsewhere. */
export function scenarioId(file: string): string {
  const segments = resolve(file).split(sep);
  const root = segments.lastIndexOf(ROOT, -2);
  const below = root < 0 ? segments.slice(-1) : segments.slice(root + 1);
  return below.join("/").replace(/\.ya?ml$/, "");
}

/** What a scenario file is called in reports. */

/** The folder whose files are named by their path below it. */
const ROOT = "scenarios";

/**
 * Path below the innermost folder called `scenarios`, without .yaml; the file's base name elsewhere.
 *
 * @param file a path whose segments "/" divides
 */
export function scenarioId(file: string): string {
  const segments = file.split("/").filter((segment) => segment !== "" && segment !== ".");
  const root = segments.lastIndexOf(ROOT, -2);
  const below = root < 0 ? segments.slice(-1) : segments.slice(root + 1);
  return below.join("/").replace(/\.ya?ml$/, "");
}

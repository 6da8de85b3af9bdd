/** The folder of this package: images/, scenarios/ and schema/ lie in it, both in a checkout and when installed. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** This file lies in harness/ or, compiled, in dist/harness/: the root is the first folder above with a package.json. */
function findRoot(directory: string): string {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error("the package's own package.json is missing");
  return findRoot(parent);
}

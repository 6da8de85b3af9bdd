/** The script that makes a bundle, as it lies in the package. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../package-root.ts";
import { printExactly } from "../output.ts";

const SCRIPT = ["images", "collect", "collect.sh"] as const;

/** Its text. */
export async function collectScript(): Promise<string> {
  return readFile(join(packageRoot, ...SCRIPT), "utf8");
}

/** Prints it. */
export async function printScript(): Promise<void> {
  printExactly(await collectScript());
}

/** This program's name and version, as reports carry them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

/** The version of package.json. */
export function version(): string {
  const content: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const found =
    typeof content === "object" && content !== null && "version" in content ? content.version : null;
  return typeof found === "string" ? found : "0.0.0";
}

export function toolName(): string {
  return `resolver-matrix ${version()}`;
}

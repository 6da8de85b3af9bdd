/** Under which licences the packages are that are installed with this one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../harness/package-root.ts";

/** All of them let anybody use, change and pass on a program that depends on them, whatever its own licence is. */
const ALLOWED = new Set([
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Unlicense",
  "BlueOak-1.0.0",
]);

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}

function packages(): readonly (readonly [string, Locked])[] {
  const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readFileSync(join(packageRoot, "package-lock.json"), "utf8"),
  );
  return Object.entries(lock.packages).filter(([path]) => path !== "");
}

/** Old packages name theirs in other ways than `license`. */
function licenceOf(path: string): string {
  const about = JSON.parse(readFileSync(join(packageRoot, path, "package.json"), "utf8"));
  const { license, licenses } = about;
  if (typeof license === "string") return license;
  return license?.type ?? licenses?.[0]?.type ?? "none";
}

test("every dependency's licence is one that is allowed", () => {
  const installed = packages().filter(([, { dev, devOptional, peer }]) => !dev && !devOptional && !peer);
  expect(installed.length).toBeGreaterThan(20);
  const refused = installed
    .map(([path]) => `${path}: ${licenceOf(path)}`)
    .filter((line) => !ALLOWED.has(line.slice(line.indexOf(": ") + 2)));
  // ssh2 and what it brings name theirs in the field of old packages; `licenceOf` reads both.
  expect(refused).toEqual([]);
});

test("the lock file names no host that packages come from", () => {
  expect(packages().filter(([, one]) => "resolved" in one)).toEqual([]);
});

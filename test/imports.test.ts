/** Which folder may import what: the rules that keep data flowing in one direction. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

interface Rule {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** What a folder of harness/ may import besides itself and Node: folders, files and packages. Unlisted folders are free. */
const RULES: Readonly<Record<string, Rule>> = {
  wire: { values: [], types: [] },
  fixture: { values: ["wire"], types: [] },
  resolvers: { values: ["wire", "world"], types: ["scenario"] },
  report: { values: ["errors.ts", "zod"], types: ["matrix", "lab", "scenario", "world", "fixture"] },
};
/** Packages that only these folders know. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  dockerode: ["lab/docker"],
  execa: ["lab", "images"],
  commander: ["cli"],
};

const harness = join(import.meta.dirname, "..", "harness");
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^;"]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm;

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = readdirSync(harness, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) =>
    [...readFileSync(join(harness, file), "utf8").matchAll(IMPORT)].map(([, type, from, dynamic, bare]) => {
      const specifier = from ?? dynamic ?? bare ?? "";
      const target = specifier.startsWith(".")
        ? relative(harness, join(harness, dirname(file), specifier))
        : specifier;
      return { file, folder: topOf(file), target, typeOnly: type !== undefined };
    }),
  );

function topOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function allowed({ file, folder, target, typeOnly }: Import): boolean {
  const owners = PACKAGES[target];
  if (owners !== undefined) return owners.some((owner) => file.startsWith(`${owner}/`));
  const top = topOf(target);
  if (top === "cli" && folder !== "cli") return false;
  const rule = RULES[folder];
  if (rule === undefined || top === folder || target.startsWith("node:")) return true;
  return rule.values.includes(top) || (typeOnly && [...rule.values, ...rule.types].includes(top));
}

test("every import keeps to the rules", () => {
  expect(imports.length).toBeGreaterThan(100);
  const broken = imports.filter((one) => !allowed(one));
  expect(
    broken.map(({ file, target, typeOnly }) => `${file} imports ${typeOnly ? "types of " : ""}${target}`),
  ).toEqual([]);
});

/** Which folder may import what. What is not allowed is refused; a new folder needs a row of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

interface Rule {
  /** Folders and files of harness/, and packages. */
  readonly values: readonly string[];
  /** Of these, types only. */
  readonly types?: readonly string[];
}

/** Every folder and file of harness/, from what knows nothing of the others to what ties all together. */
const RULES: Readonly<Record<string, Rule>> = {
  "errors.ts": { values: [] },
  "package-root.ts": { values: [] },
  "system-error.ts": { values: ["errors.ts"] },
  "node-version.ts": { values: ["errors.ts"] },
  wire: { values: [] },
  yaml: { values: ["errors.ts", "wire", "yaml", "zod"] },
  owned: { values: ["errors.ts"] },
  disk: { values: ["errors.ts", "package-root.ts", "owned", "yaml", "scenario"] },
  trace: { values: ["wire"] },
  fixture: { values: ["wire"] },
  world: { values: ["wire", "fixture", "trace"] },
  resolvers: { values: ["wire", "world"] },
  scenario: { values: ["errors.ts", "wire", "yaml", "fixture", "world", "resolvers", "zod"] },
  images: {
    values: [
      ...["errors.ts", "package-root.ts", "wire", "yaml", "owned", "resolvers/id.ts", "scenario", "disk"],
      ...["execa", "http-proxy-agent", "https-proxy-agent", "proxy-from-env", "tar-stream", "zod"],
    ],
  },
  readings: { values: ["wire", "resolvers"], types: ["world"] },
  settings: {
    values: ["errors.ts", "wire", "yaml", "disk", "fixture", "world", "scenario", "images"],
    types: ["capture"],
  },
  lab: {
    values: [
      ...["errors.ts", "package-root.ts", "disk", "wire", "owned", "trace", "fixture", "world", "resolvers"],
      ...["scenario", "images", "dockerode", "execa", "tar-stream", "zod"],
    ],
  },
  explain: {
    values: ["wire", "fixture", "world", "resolvers", "readings", "settings", "matrix/cell-place.ts"],
    types: ["matrix", "scenario", "trace"],
  },
  lint: { values: ["errors.ts", "wire", "yaml", "resolvers", "readings", "report/escape.ts", "scenario"] },
  matrix: {
    values: ["errors.ts", "system-error.ts", "wire", "owned", "resolvers", "scenario", "images", "world"],
    types: ["trace", "fixture", "lab"],
  },
  report: {
    values: [
      ...[
        "errors.ts",
        "world",
        "resolvers/id.ts",
        "resolvers/version-order.ts",
        "matrix/cell-place.ts",
        "matrix/causes-text.ts",
        "matrix/cell-verdicts.ts",
        "trace/trace-text.ts",
      ],
      "zod",
    ],
    types: ["matrix", "scenario"],
  },
  library: {
    values: [
      ...[
        "errors.ts",
        "node-version.ts",
        "package-root.ts",
        "yaml/did-you-mean.ts",
        "yaml/shown.ts",
        "owned",
        "fixture",
        "resolvers",
        "scenario",
        "disk",
        "images",
      ],
      ...["lab", "explain", "matrix", "zod"],
    ],
  },
  page: {
    values: ["fixture", "resolvers", "scenario", "images", "lab", "explain", "matrix"],
  },
  fix: {
    values: [
      ...["errors.ts", "wire", "fixture", "world", "resolvers", "scenario", "settings/source.ts", "images"],
      ...["lab", "explain", "matrix", "yaml"],
    ],
  },
  capture: {
    values: ["wire", "fixture", "trace", "world", "resolvers", "readings", "scenario", "yaml"],
  },
  asking: { values: [], types: ["capture"] },
  binary: { values: [], types: ["resolvers"] },
  "index.ts": { values: ["errors.ts", "library", "matrix"], types: ["scenario", "trace", "world"] },
  vitest: {
    values: ["library", "matrix", "vitest", "world", "trace/trace-text.ts"],
    types: ["scenario", "trace"],
  },
  cli: {
    values: [
      ...[
        "errors.ts",
        "package-root.ts",
        "system-error.ts",
        "node-version.ts",
        "wire",
        "yaml",
        "disk",
        "resolvers",
        "scenario",
        "images",
        "readings",
        "settings",
      ],
      ...[
        "trace/trace-text.ts",
        "lab",
        "capture",
        "asking",
        "binary",
        "explain",
        "fix",
        "lint",
        "matrix",
        "report",
        "library",
        "world",
        "commander",
      ],
    ],
    types: ["trace"],
  },
};
/** Packages that are slow to load or reach the machine: only these folders know them. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  dockerode: ["lab/docker"],
  execa: ["lab", "images"],
  "http-proxy-agent": ["images/registry"],
  "https-proxy-agent": ["images/registry"],
  "proxy-from-env": ["images/registry"],
};

/** What runs in a page too: no Node in it. `npm run typecheck` holds it, and all that it imports, against the web's types. */
const WITHOUT_NODE: readonly string[] = [
  ...[
    "wire",
    "yaml",
    "fixture",
    "trace",
    "world",
    "resolvers",
    "scenario",
    "readings",
    "explain",
    "lint",
    "matrix",
  ],
  ...["lab/model", "page", "fix", "capture", "binary"],
];

const root = join(import.meta.dirname, "..");
const harness = join(root, "harness");
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^;"]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm;

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = readdirSync(harness, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) =>
    [...textOfCode(join(harness, file)).matchAll(IMPORT)].map(([, type, from, dynamic, bare]) => {
      const specifier = from ?? dynamic ?? bare ?? "";
      const target = specifier.startsWith(".")
        ? relative(harness, join(harness, dirname(file), specifier))
        : specifier;
      return { file, target, typeOnly: type !== undefined };
    }),
  );

/** Without block comments, whose examples import too. */
function textOfCode(path: string): string {
  return readFileSync(path, "utf8").replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
}

function topOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function allowed({ file, target, typeOnly }: Import): boolean {
  if (target.startsWith("node:") || topOf(target) === topOf(file)) return true;
  const owners = OWNERS[target];
  if (owners !== undefined && !owners.some((owner) => file.startsWith(`${owner}/`))) return false;
  const rule = RULES[topOf(file)];
  const names = [...(rule?.values ?? []), ...(typeOnly ? (rule?.types ?? []) : [])];
  return names.includes(topOf(target)) || names.includes(target);
}

/** The first circle that is found, as the names along it; empty where there is none. */
function circle(arrows: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const next of arrows.get(name) ?? []) {
      const found = visit(next, [...path, name]);
      if (found.length > 0) return found;
    }
    done.add(name);
    return [];
  };
  for (const name of arrows.keys()) {
    const found = visit(name, []);
    if (found.length > 0) return found;
  }
  return [];
}

function arrowsOf(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const [from, to] of pairs) {
    if (from !== to) arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
  }
  return arrows;
}

test("every import keeps to the rules", () => {
  expect(imports.length).toBeGreaterThan(100);
  const broken = imports.filter((one) => !allowed(one));
  expect(
    broken.map(({ file, target, typeOnly }) => `${file} imports ${typeOnly ? "types of " : ""}${target}`),
  ).toEqual([]);
});

test("what runs in a page imports nothing of Node", () => {
  const broken = imports
    .filter(({ file }) => WITHOUT_NODE.some((folder) => file.startsWith(`${folder}/`)))
    .filter(({ target }) => target.startsWith("node:"));
  expect(broken.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("every folder and file of harness/ has a rule, and no rule is for nothing", () => {
  expect(readdirSync(harness).toSorted()).toEqual(Object.keys(RULES).toSorted());
  const unused = Object.entries(RULES).flatMap(([name, { values, types = [] }]) =>
    [...values, ...types]
      .filter((target) => !imports.some((one) => topOf(one.file) === name && isWithin(one.target, target)))
      .map((target) => `${name}: ${target}`),
  );
  expect(unused).toEqual([]);
});

function isWithin(target: string, allowedTarget: string): boolean {
  return target === allowedTarget || topOf(target) === allowedTarget;
}

describe("nothing imports itself in a circle", () => {
  const inside = imports.filter(({ target }) => target.endsWith(".ts"));

  test("folder", () => {
    expect(circle(arrowsOf(inside.map(({ file, target }) => [topOf(file), topOf(target)])))).toEqual([]);
  });

  test("file", () => {
    expect(circle(arrowsOf(inside.map(({ file, target }) => [file, target])))).toEqual([]);
  });

  test.each(["images/lab", "images/agent"])("C source of %s", (folder) => {
    const sources = readdirSync(join(root, folder)).filter((name) => /\.[ch]$/.test(name));
    expect(sources.length).toBeGreaterThan(3);
    const pairs = sources.flatMap((name) =>
      [...readFileSync(join(root, folder, name), "utf8").matchAll(/^#include "(\w+)\.h"/gm)].map(
        ([, included = ""]) => [basename(name).slice(0, -2), included] as const,
      ),
    );
    expect(circle(arrowsOf(pairs))).toEqual([]);
  });
});

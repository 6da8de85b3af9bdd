/** The steps of CONTRIBUTING.md, taken in a copy of the project, which is then compiled and called. */
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadScenarios } from "../harness/library/load.ts";
import type { Report } from "../harness/matrix/report-data.ts";
import { packageRoot } from "../harness/package-root.ts";
import { DEFAULT_GO_VERSIONS } from "../harness/resolvers/catalogue.ts";
import { NEWEST_MINOR } from "../harness/resolvers/go/index.ts";

const LIMIT_MS = 120_000;
const NEXT_GO = `1.${NEWEST_MINOR + 1}`;

const SCENARIO = `title: A name that exists
images: [new-image]
files: { /etc/resolv.conf: "nameserver 10.0.0.1\\n" }
dns: { 10.0.0.1: { zone: "db.example. 30 IN A 192.0.2.7\\n" } }
lookups: [db.example]
expect: { cells: { go: { addresses: [192.0.2.7] } } }
`;

const IMAGE = `title: An image of a registry
libc: { family: musl, version: "1.2.3" }
sources: [{ registry: "127.0.0.1:1/alpine:3.17" }]
`;

/** Later than any release. */
const NEXT_MUSL = "1.9.0";
const NEXT_MUSL_IMAGE = `title: An image with a musl that is to come
libc: { family: musl, version: "${NEXT_MUSL}" }
default: true
sources: [{ registry: "127.0.0.1:1/alpine:edge" }]
`;
/** What it is to do otherwise: it asks over TCP no more. */
const CHANGE = `  triesTcp: {
    until: "${NEXT_MUSL}",`;

const REPORTER = `import type { Output, Reporter } from "./reporter.ts";

export function countReporter(output: Output): Reporter {
  return { onEnd: async ({ cells }) => output.write(\`\${cells.length} cells\\n\`) };
}
`;

const COMMAND = `import { Command } from "commander";
import { print } from "../output.ts";

export function greetCommand(exit: (code: number) => void): Command {
  return new Command("greet").description("Says hello.").action(() => {
    print("hello\\n");
    exit(0);
  });
}
`;

let copy = "";
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "resolver-matrix-contributing-"));
  for (const path of ["harness", "images", "scenarios", "schema", "package.json"]) await copied(path);
  for (const path of ["tsconfig.json", "tsconfig.build.json"]) await copied(path);
  await symlink(join(packageRoot, "node_modules"), join(copy, "node_modules"));
  await write("scenarios/names/new-scenario.yaml", SCENARIO);
  await write("images/new-image.yaml", IMAGE);
  await write("images/next-musl.yaml", NEXT_MUSL_IMAGE);
  await change("harness/resolvers/musl/versions.ts", [["  triesTcp: {", CHANGE]]);
  await write("harness/report/count.ts", REPORTER);
  await write("harness/cli/commands/greet.ts", COMMAND);
  await change("harness/cli/reporters.ts", [
    [
      "import { jsonReporter }",
      'import { countReporter } from "../report/count.ts";\nimport { jsonReporter }',
    ],
    ["  json: (output)", "  count: (output) => countReporter(output),\n  json: (output)"],
  ]);
  await change("harness/cli/commands.ts", [
    [
      "CommandEntry[] = [",
      `CommandEntry[] = [
  { name: "greet", summary: "say hello", load: async () => (await import("./commands/greet.ts")).greetCommand },`,
    ],
  ]);
  await change("harness/resolvers/go/versions.ts", [
    [`NEWEST_MINOR = ${NEWEST_MINOR}`, `NEWEST_MINOR = ${NEWEST_MINOR + 1}`],
  ]);
  await execa("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { cwd: copy });
}, LIMIT_MS);
afterAll(() => rm(copy, { recursive: true, force: true }));

test("every file and folder that it names is there", async () => {
  const text = await readFile(join(packageRoot, "CONTRIBUTING.md"), "utf8");
  const named = [...text.matchAll(/`((?:harness|images|scenarios|test|docs|examples)\/[^`<>*]*)`/g)];
  expect(named.length).toBeGreaterThan(20);
  for (const [, path = ""] of named) await stat(join(packageRoot, path));
});

describe("in the copy", () => {
  test("a scenario is found, runs in the image that was added, and is as it expects", async () => {
    const report = await run("names/new-scenario");
    expect(report.cells.map(({ image, resolver }) => `${image} ${resolver}`)).toEqual(
      ["musl@1.2.3", ...DEFAULT_GO_VERSIONS.map((version) => `go@${version}`)].map((id) => `new-image ${id}`),
    );
    expect(report.summary.unexpected).toBe(0);
  });

  test("an image can be pulled by its id, and is listed", async () => {
    // Nobody listens at its registry, so nothing is fetched.
    const { all, exitCode } = await call("images", "pull", "new-image");
    expect(exitCode).toBe(3);
    expect(all).toMatch(/new-image.*127\.0\.0\.1:1 refused the connection/s);
    expect((await call("images")).stdout).toMatch(/^ {2,}new-image +musl@1\.2\.3/m);
  });

  test("an image of the default set has a cell of every scenario that names no images", async () => {
    expect((await call("images")).stdout).toMatch(/^ +\* +next-musl/m);
    const unpinned = (await loadScenarios("errors"))
      .filter(({ images }) => images === null)
      .map(({ id }) => id);
    const { cells } = await run("errors");
    const inNext = new Set(
      cells.filter(({ image }) => image === "next-musl").map(({ scenario }) => scenario),
    );
    expect([...inNext].toSorted()).toEqual(unpinned.toSorted());
  });

  test("a version of a libc behaves as its row says, and those before as before", async () => {
    const { cells } = await run("truncation-and-tcp/truncated-partial", "--images", "musl@1.2.5,next-musl");
    const transports = (resolver: string) => {
      const asked = cells.filter((cell) => cell.resolver === resolver).flatMap(({ trace }) => trace);
      return new Set(asked.map(({ transport }) => transport));
    };
    expect([...transports("musl@1.2.5")].toSorted()).toEqual(["tcp", "udp"]);
    expect([...transports(`musl@${NEXT_MUSL}`)]).toEqual(["udp"]);
  });

  test("a version of Go can be asked for", async () => {
    const report = await run("names/new-scenario", "--go", NEXT_GO);
    expect(report.cells.map(({ resolver }) => resolver)).toContain(`go@${NEXT_GO}`);
  });

  test("a version of Go changes nothing for scenarios that name none", async () => {
    const topic = "errors";
    const { cells, expectations } = await run(topic);
    const unpinned = (await loadScenarios(topic)).filter(({ go }) => go === null).map(({ id }) => id);
    const builds = cells.filter(({ scenario, mode }) => unpinned.includes(scenario) && mode !== undefined);
    expect([...new Set(builds.map(({ resolver }) => resolver))]).toEqual(
      DEFAULT_GO_VERSIONS.map((version) => `go@${version}`),
    );
    expect(expectations.filter(({ ok }) => !ok)).toEqual([]);
  });

  test("a reporter can be named", async () => {
    const { stdout } = await call("run", "names/new-scenario", "--engine", "model", "--reporter", "count");
    expect(stdout).toBe("4 cells");
  });

  test("a command can be called, and help and completion know it", async () => {
    expect((await call("greet")).stdout).toBe("hello");
    expect((await call("--help")).stdout).toContain("say hello");
    expect((await call("completion", "bash")).stdout).toContain("greet");
  });
});

async function run(...args: readonly string[]): Promise<Report> {
  const { stdout } = await call("run", ...args, "--engine", "model", "--reporter", "json");
  const report: Report = JSON.parse(stdout);
  return report;
}

/** Calls the compiled program; exit codes are the report's affair. */
function call(...args: readonly string[]) {
  return execa("node", ["dist/harness/cli/main.js", ...args], { cwd: copy, reject: false, all: true });
}

async function copied(path: string): Promise<void> {
  await cp(join(packageRoot, path), join(copy, path), { recursive: true });
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(copy, path)), { recursive: true });
  await writeFile(join(copy, path), text);
}

async function change(path: string, changes: readonly (readonly [string, string])[]): Promise<void> {
  let text = await readFile(join(copy, path), "utf8");
  for (const [from, to] of changes) {
    expect(text, `${path} has the place to change`).toContain(from);
    text = text.replace(from, to);
  }
  await writeFile(join(copy, path), text);
}

/** The package as it is published: what is in it, and that a project that installs it can use all of it. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../harness/library/version.ts";
import { packageRoot } from "../harness/package-root.ts";
import { alpine, titled } from "./lab/support/labs.ts";
import { type Consumer, consumerProject } from "./support/consumer.ts";

const RUN_LIMIT_MS = 120_000;
const image = await alpine();
const ARCH = { x64: "x86_64", arm64: "aarch64" }[process.arch === "arm64" ? "arm64" : "x64"];

/** The code blocks of the documentation that say which file they are. */
const EXAMPLES = [
  ...(await readFile(join(packageRoot, "docs", "library.md"), "utf8")).matchAll(
    /^```ts file=(\S+)\n(.*?)^```$/gms,
  ),
].map(([, name = "", code = ""]) => ({ name, code }));

const SCENARIO = `title: A name that exists
go: ["1.24"]
files: { /etc/resolv.conf: "nameserver 10.0.0.1\\n" }
dns: { 10.0.0.1: { zone: "db.example. 30 IN A 192.0.2.7\\n" } }
lookups: [db.example]
expect: { cells: { go: { addresses: [192.0.2.7] } } }
`;

let consumer: Consumer;
beforeAll(async () => {
  consumer = await consumerProject(["vitest", "@types/node", "typescript"]);
  await consumer.write({
    "dns/name.yaml": SCENARIO,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        module: "nodenext",
        target: "es2023",
        types: ["node"],
        exactOptionalPropertyTypes: true,
        outDir: "out",
      },
      include: ["*.ts"],
    }),
    ...Object.fromEntries(EXAMPLES.map(({ name, code }) => [name, code])),
  });
}, RUN_LIMIT_MS);
afterAll(() => consumer.remove());

describe("the package", () => {
  test("is what package managers and Node expect (publint)", async () => {
    const { messages, pkg } = await publint({ pkgDir: consumer.installed, pack: false, level: "warning" });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  test.each([
    "images/alpine-3.8.yaml",
    "scenarios/founding/host-readv.yaml",
    "schema/scenario.json",
    "schema/report.json",
    "dist/harness/report/html/page/main.js",
    `dist/native/${ARCH}/labd`,
    `dist/native/${ARCH}/agent`,
    "README.md",
    "LICENSE",
    "LICENSES/README.md",
    "LICENSES/LGPL-2.1.txt",
    "SECURITY.md",
  ])("holds %s", async (path) => {
    expect((await stat(join(consumer.installed, path))).size).toBeGreaterThan(0);
  });

  test("starts as a program", async () => {
    const { bin } = JSON.parse(await readFile(join(consumer.installed, "package.json"), "utf8"));
    const program = join(consumer.installed, bin["resolver-matrix"]);
    const { stdout } = await execa(program, ["--version"], { cwd: consumer.folder });
    expect(stdout).toBe(version());
    const { stdout: listing } = await execa(program, ["list"], { cwd: consumer.folder });
    expect(listing).toContain("host-readv");
  });

  test.skipIf(image.reason !== null)(
    titled("makes labs with the programs that it brings", image.reason),
    async () => {
      const program = join(consumer.installed, "dist/harness/cli/main.js");
      const options = ["--engine", "local", "--images", "alpine-3.8", "--reporter", "json"];
      const { stdout } = await execa("node", [program, "run", "founding/healthy", ...options], {
        cwd: consumer.folder,
      });
      expect(JSON.parse(stdout).summary).toMatchObject({ unexpected: 0, unavailable: 0 });
    },
  );

  test("gives the schema of reports by its name", async () => {
    const code = `console.log(import.meta.resolve("resolver-matrix/schema/report.json"))`;
    const { stdout } = await execa("node", ["--input-type=module", "-e", code], { cwd: consumer.folder });
    expect(stdout).toBe(`file://${consumer.installed}/schema/report.json`);
  });
});

describe(
  "the examples of docs/library.md",
  () => {
    const compiler = join(packageRoot, "node_modules", "typescript", "bin", "tsc");

    test("compile against the types that are published", async () => {
      expect(EXAMPLES.map(({ name }) => name)).toEqual([
        "run.ts",
        "stop.ts",
        "compare.ts",
        "errors.ts",
        "dns.test.ts",
      ]);
      const { exitCode, stdout } = await execa("node", [compiler, "-p", "."], {
        cwd: consumer.folder,
        reject: false,
      });
      expect(exitCode, stdout).toBe(0);
    });

    test.each([
      ["run", /^0 unexpected, \d+ could not be observed$/],
      ["stop", /cells: 40/],
      ["compare", /^agree: both answer 10\.21\.42\.97$/],
      ["errors", /^usage no file, folder or scenario "no-such-folder" resolver-matrix list shows/],
    ])("%s says what it should", async (name, said) => {
      const { stdout, stderr } = await execa("node", [`out/${name}.js`], { cwd: consumer.folder });
      expect(stdout).toMatch(said);
      expect(stderr).toBe("");
    });

    test("dns.test passes in vitest", async () => {
      const { exitCode, all } = await execa(
        "node",
        ["node_modules/vitest/vitest.mjs", "run", "out/dns.test.js"],
        { cwd: consumer.folder, reject: false, all: true, env: { VITEST: undefined, NO_COLOR: "1" } },
      );
      expect(exitCode, all).toBe(0);
      expect(all).toMatch(/Tests .*passed/);
    });
  },
  RUN_LIMIT_MS,
);

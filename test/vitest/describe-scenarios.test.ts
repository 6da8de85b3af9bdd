/** A project that uses resolver-matrix/vitest, run by vitest in a process of its own. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alpine, titled } from "../lab/support/labs.ts";
import { type Consumer, consumerProject } from "../support/consumer.ts";

const RUN_LIMIT_MS = 120_000;
const image = await alpine();

const scenario = (title: string, expectation: string): string => `title: ${title}
images: [alpine-3.8]
go: ["1.24"]
files:
  /etc/resolv.conf: |
    nameserver 10.0.0.1
  /etc/hosts: ""
  /etc/nsswitch.conf: null
dns:
  10.0.0.1:
    zone: |
      db.example. 30 IN A 192.0.2.7
lookups:
  - db.example
  - { name: gone.example, family: ip4 }
expect:
  cells:
${expectation}`;

const HOLDS = `    "go on default": { asks: ["10.0.0.1:53"], mode: "files,dns" }\n`;
const DIFFERS = `    go: { addresses: [192.0.2.8], asks: ["10.0.0.1:53"] }\n  verdict: agree\n`;

let consumer: Consumer;
beforeAll(async () => {
  consumer = await consumerProject(["vitest"]);
  await consumer.write({
    "dns/holds.yaml": scenario("All is well", HOLDS),
    "dns/differs.yaml": scenario("Nothing is well", DIFFERS),
    "fails.test.js": testFile(`"dns", { engine: "model", evidence: "observed" }`),
    "chosen.test.js": testFile(`"dns", { engine: "model", evidence: "observed" }`),
    "real.test.js": testFile(`"dns/holds.yaml", { engine: "local" }`),
    "skips.test.js": testFile(
      `["dns/holds.yaml"], { engine: "model", evidence: "observed", unavailable: "skip" }`,
    ),
    "broken.test.js": testFile(`"dns/missing"`),
    "late.test.js": testFile(`"dns/holds.yaml", { engine: "model", timeoutMs: 1 }`),
  });
}, RUN_LIMIT_MS);
afterAll(() => consumer.remove());

function testFile(args: string): string {
  return `import { describeScenarios } from "resolver-matrix/vitest";\nawait describeScenarios(${args});\n`;
}

interface Told {
  readonly exitCode: number | undefined;
  /** "STATUS SCENARIO > TEST", in the order of the scenarios' tests. */
  readonly tests: readonly string[];
  readonly text: string;
}

/** Runs vitest in the consumer's folder. */
async function vitest(...args: readonly string[]): Promise<Told> {
  const program = join(consumer.folder, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", "--outputFile.json=told.json"];
  const { exitCode, all } = await execa("node", [program, "run", ...args, ...reporters], {
    cwd: consumer.folder,
    reject: false,
    all: true,
    // It must not take itself for a part of this run.
    env: { CI: "", GITHUB_ACTIONS: "", NO_COLOR: "1", VITEST: undefined },
  });
  const told = JSON.parse(await readFile(join(consumer.folder, "told.json"), "utf8"));
  const results: readonly Result[] = told.testResults.flatMap(
    ({ assertionResults }: { readonly assertionResults: readonly Result[] }) => assertionResults,
  );
  const tests = results.map(
    ({ status, ancestorTitles, title }) => `${status} ${ancestorTitles[1]} > ${title}`,
  );
  return { exitCode, tests, text: stripVTControlCharacters(all) };
}

interface Result {
  readonly status: string;
  readonly ancestorTitles: readonly string[];
  readonly title: string;
}

describe(
  "describeScenarios",
  () => {
    test("makes a suite of each scenario and a test of each cell; what differs or is unavailable fails", async () => {
      const { exitCode, tests, text } = await vitest("fails");
      expect(exitCode).toBe(1);
      expect(tests).toEqual([
        "failed differs: Nothing is well > db.example in alpine-3.8 by musl@1.1.19",
        "failed differs: Nothing is well > db.example in alpine-3.8 by go@1.24",
        "failed differs: Nothing is well > gone.example ip4 in alpine-3.8 by musl@1.1.19",
        "failed differs: Nothing is well > gone.example ip4 in alpine-3.8 by go@1.24",
        "failed differs: Nothing is well > verdict agree",
        "passed differs: Nothing is well > every expectation has its cell",
        "failed holds: All is well > db.example in alpine-3.8 by musl@1.1.19",
        "passed holds: All is well > db.example in alpine-3.8 by go@1.24",
        "failed holds: All is well > gone.example ip4 in alpine-3.8 by musl@1.1.19",
        "passed holds: All is well > gone.example ip4 in alpine-3.8 by go@1.24",
        "passed holds: All is well > every expectation has its cell",
      ]);
      expect(text).toContain("could not be observed: the engine is the model, which runs no libc");
      expect(text).toContain("could not be observed: cannot be judged: the engine is the model");
      expect(text).toMatch(
        new RegExp(
          [
            "ScenarioMismatch: expected 192\\.0\\.2\\.8, got 192\\.0\\.2\\.7",
            "emulated in [\\d.]+ ms",
            "0 ms: asked 10\\.0\\.0\\.1:53 for db\\.example\\. AAAA over udp: NOERROR, answers: 0, after [\\d.]+ ms",
            "0 ms: asked 10\\.0\\.0\\.1:53 for db\\.example\\. A over udp: NOERROR, answers: 1, after [\\d.]+ ms",
            "expected in dns/differs\\.yaml:18",
          ].join("\n"),
        ),
      );
      // Only the field that differs is marked, and the code shown is the scenario's.
      expect(text).toContain(`-     "192.0.2.8",\n+     "192.0.2.7",\n    ],\n    "asks": [`);
      expect(text).toContain("❯ dns/differs.yaml:18:1");
    });

    test("skips what is unavailable where that is wanted", async () => {
      const { exitCode, tests } = await vitest("skips");
      expect(exitCode).toBe(0);
      expect(tests.map((line) => line.split(" ")[0])).toEqual([
        "skipped",
        "passed",
        "skipped",
        "passed",
        "passed",
      ]);
    });

    test("runs only the scenarios of which a test is chosen", async () => {
      const { exitCode, tests } = await vitest("chosen", "-t", "holds.*gone.*go@");
      expect(exitCode, tests.join("\n")).toBe(0);
      expect(tests.filter((line) => line.startsWith("passed"))).toEqual([
        "passed holds: All is well > gone.example ip4 in alpine-3.8 by go@1.24",
      ]);
    });

    test("fails for scenarios that cannot be read, and for a run that takes too long", async () => {
      const broken = await vitest("broken");
      expect(broken.exitCode).toBe(1);
      expect(broken.text).toContain('Failure: no file, folder or scenario "dns/missing"');
      const late = await vitest("late");
      expect(late.exitCode).toBe(1);
      expect(late.text).toContain("Error: the scenarios took longer than 0.001 s");
    });

    test.skipIf(image.reason !== null)(titled("observes real libcs", image.reason), async () => {
      const { exitCode, tests, text } = await vitest("real");
      expect(exitCode, text).toBe(0);
      expect(tests.map((line) => line.split(" ")[0])).toEqual(Array(tests.length).fill("passed"));
      expect(tests).toContain("passed holds: All is well > db.example in alpine-3.8 by musl@1.1.19");
    });
  },
  RUN_LIMIT_MS,
);

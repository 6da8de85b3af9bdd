/** Runs against earlier runs, from the command line, with real files and the engine that needs no labs. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../harness/cli/program.ts";
import { catchPrinted } from "../support/printed.ts";

let folder = "";
const printed = catchPrinted();
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-diff-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs one scenario whose name has this address; the scenario expects 192.0.2.1. */
async function run(address: string, report: string, ...options: readonly string[]): Promise<number> {
  await writeFile(
    path("story.yaml"),
    `title: A story
images: [alpine-3.8]
go: ["1.11", "1.24"]
files: { /etc/resolv.conf: "nameserver 10.0.0.1\\n", /etc/nsswitch.conf: null, /etc/hosts: "" }
dns: { 10.0.0.1: { zone: "db.example. 30 IN A ${address}\\n" } }
lookups: [{ name: db.example, family: ip4 }]
expect: { cells: { alpine-3.8: { addresses: [192.0.2.1] } } }
`,
  );
  return runProgram([
    "run",
    path("story.yaml"),
    "--engine",
    "model",
    "--reporter",
    `json=${path(report)}`,
    ...options,
  ]);
}

describe("earlier and later runs", () => {
  beforeAll(async () => {
    await run("192.0.2.1", "good.json");
    await run("192.0.2.9", "bad.json");
  });

  test("diff ends with 0 for the same, and says so", async () => {
    expect(await runProgram(["diff", path("good.json"), path("good.json")])).toBe(0);
    expect(printed.stdout).toBe("Nothing changed: 3 cells show the same.\n");
  });

  test("diff ends with 1 for a change, for people and for programs", async () => {
    expect(await runProgram(["diff", path("good.json"), path("bad.json")])).toBe(1);
    expect(printed.stdout).toContain(
      "3 changed\n  story: db.example ip4 in alpine-3.8 by musl@1.1.19 (emulated)\n",
    );
    expect(printed.stdout).toContain("addresses: only before has 192.0.2.1, only after has 192.0.2.9");
    printed.clear();
    expect(await runProgram(["diff", "--json", path("good.json"), path("bad.json")])).toBe(1);
    expect(JSON.parse(printed.stdout)).toMatchObject({
      version: 1,
      changed: [
        { resolver: "musl@1.1.19", kind: "addresses" },
        { resolver: "go@1.11", kind: "addresses" },
        { resolver: "go@1.24", kind: "addresses" },
      ],
      slower: [],
      same: 0,
    });
  });

  test("diff ends with 2 for files that are no reports, and names each", async () => {
    const report = JSON.parse(await readFile(path("good.json"), "utf8"));
    await writeFile(path("other.json"), JSON.stringify({ ...report, version: 7 }));
    expect(await runProgram(["diff", path("other.json"), path("none.json")])).toBe(2);
    expect(printed.stderr).toContain(`${path("other.json")}: report version 7; this program reads version 1`);
    expect(printed.stderr).toContain(`${path("none.json")}: ENOENT`);
    expect(printed.stdout).toBe("");
  });

  test("a run fails for what changed since its baseline, and for nothing else", async () => {
    expect(await run("192.0.2.1", "now.json")).toBe(0);
    expect(await run("192.0.2.9", "now.json")).toBe(1);
    expect(await run("192.0.2.9", "now.json", "--baseline", path("bad.json"))).toBe(0);
    expect(await run("192.0.2.1", "now.json", "--baseline", path("bad.json"))).toBe(0);
    expect(await run("192.0.2.9", "now.json", "--baseline", path("good.json"))).toBe(1);
    const { expectations } = JSON.parse(await readFile(path("now.json"), "utf8"));
    expect(expectations).toContainEqual(
      expect.objectContaining({
        cell: "alpine-3.8/go@1.24",
        ok: false,
        message:
          "changed since the baseline (addresses): only before has 192.0.2.1, only after has 192.0.2.9",
        line: 7,
      }),
    );
  });

  test("a run tells which cells of its baseline are gone", async () => {
    expect(await run("192.0.2.1", "now.json", "--go", "1.24", "--baseline", path("good.json"))).toBe(0);
    expect(printed.stderr).toContain(
      "1 of the baseline's cells did not run: story db.example alpine-3.8/go@1.11\n",
    );
  });

  test("a baseline that is no report ends the run before it begins", async () => {
    expect(await run("192.0.2.1", "now.json", "--baseline", path("story.yaml"))).toBe(2);
    expect(printed.stderr).toContain(`${path("story.yaml")}: not JSON`);
  });
});

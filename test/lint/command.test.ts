/** `resolver-matrix lint` with real files: formats and exit codes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../harness/cli/program.ts";
import { catchPrinted } from "../support/printed.ts";

let folder = "";
const printed = catchPrinted();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-lint-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function lint(
  name: string,
  content: string | Uint8Array,
  ...options: readonly string[]
): Promise<number> {
  const file = join(folder, name);
  await writeFile(file, content);
  return runProgram(["lint", file, ...options]);
}

describe("exit codes", () => {
  test("0 where nothing is found", async () => {
    expect(await lint("resolv.conf", "nameserver 10.0.0.1\n")).toBe(0);
    expect(printed.stdout).toBe("Nothing found.\n");
  });

  test("0 where there are notes only", async () => {
    expect(await lint("resolv.conf", "nameserver 10.0.0.1\noptions edns0 trust-ad\n")).toBe(0);
    expect(printed.stdout).toMatch(/note: .*edns0/);
  });

  test.each([
    ["a warning", "nameserver 10.0.0.1\nsearch .\n", "1 warning"],
    ["an error", "nameserver nobody\nnameserver 10.0.0.1\n", "1 error"],
  ])("1 for %s", async (_, text, counted) => {
    expect(await lint("resolv.conf", text)).toBe(1);
    expect(printed.stdout.trimEnd().split("\n").at(-1)).toBe(counted);
  });

  test("2 for a file that is not there, a folder, and one of no known kind", async () => {
    expect(await runProgram(["lint", join(folder, "none.conf")])).toBe(2);
    expect(printed.stderr).toContain("ENOENT");
    expect(await runProgram(["lint", folder])).toBe(2);
    expect(printed.stderr).toContain("it is a directory");
    expect(await lint("mine", "hello\n")).toBe(2);
    expect(printed.stderr).toContain("--as resolv-conf");
    expect(await runProgram(["lint"])).toBe(2);
    expect(printed.stdout).toBe("");
  });
});

test("--as takes a file for what it does not look like", async () => {
  expect(await lint("mine", "nameserver 10.0.0.1\n", "--as", "resolv-conf")).toBe(0);
  expect(await lint("resolv.conf", "hosts: dns files\n", "--as", "nsswitch")).toBe(1);
  expect(printed.stdout).toContain("nsswitch-dns-before-files");
});

test("text cannot steer the terminal", async () => {
  await lint("resolv.conf", "nameserver \x1b[2J\u202e\n");
  expect(printed.stdout).toContain("[2J\\u{202e}");
  for (const steering of ["\x1b", "\u202e"]) expect(printed.stdout).not.toContain(steering);
});

test("JSON has the findings as data", async () => {
  expect(await lint("resolv.conf", "nameserver 10.0.0.1\nsearch .\n", "--format", "json")).toBe(1);
  expect(JSON.parse(printed.stdout)).toMatchObject({
    version: 1,
    findings: [{ rule: "search-dot", severity: "warning", line: 2, column: 8, readings: expect.any(Array) }],
  });
});

test("SARIF 2.1.0 names rules, places and levels", async () => {
  expect(await lint("my resolv.conf", "nameserver 10.0.0.1\nsearch .\n", "--format", "sarif")).toBe(1);
  const log = JSON.parse(printed.stdout);
  expect(Object.keys(log)).toEqual(["$schema", "version", "runs"]);
  expect(log.version).toBe("2.1.0");
  const [run] = log.runs;
  expect(run.tool.driver.name).toBe("resolver-matrix");
  const [result] = run.results;
  expect(run.results).toHaveLength(1);
  expect(run.tool.driver.rules[result.ruleIndex]).toMatchObject({
    id: "search-dot",
    helpUri: "https://go.dev/issue/54124",
    defaultConfiguration: { level: "warning" },
  });
  expect(result).toMatchObject({ ruleId: "search-dot", level: "warning" });
  const [{ physicalLocation }] = result.locations;
  expect(physicalLocation.region).toEqual({ startLine: 2, startColumn: 8 });
  expect(physicalLocation.artifactLocation.uri).toBe(
    new URL(`file://${join(folder, "my resolv.conf")}`).href,
  );
});

test("GitHub annotations are one command a line, whatever the file is named and holds", async () => {
  expect(
    await lint("a,b:c.resolv.conf", "nameserver 10.0.0.1\nsearch 50%,::error::x\n", "--format", "github"),
  ).toBe(1);
  const lines = printed.stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^::error file=[^:,]*a%2Cb%3Ac\.resolv\.conf,line=2,col=8,title=search-not-a-domain::"50%25,/,
  );
});

test("GitLab's code quality has a fingerprint of its own for each finding", async () => {
  expect(await lint("resolv.conf", "nameserver 10.0.0.1\nsearch . .\n", "--format", "gitlab")).toBe(1);
  const findings: { fingerprint: string }[] = JSON.parse(printed.stdout);
  expect(findings).toMatchObject([
    {
      check_name: "search-dot",
      severity: "minor",
      location: { path: join(folder, "resolv.conf"), lines: { begin: 2 } },
    },
    { check_name: "search-dot" },
  ]);
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test("a file that cannot be read hides no findings of the others, and ends with 2", async () => {
  await lint("resolv.conf", "nameserver 10.0.0.1\nsearch .\n");
  const before = printed.stdout.length;
  const files = [join(folder, "none.conf"), join(folder, "resolv.conf"), folder];
  expect(await runProgram(["lint", ...files])).toBe(2);
  expect(printed.stdout.slice(before)).toContain("search-dot");
  expect(printed.stderr).toContain("ENOENT");
  expect(printed.stderr).toContain("it is a directory");
});

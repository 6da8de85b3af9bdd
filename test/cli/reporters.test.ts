import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createReporters } from "../../harness/cli/reporters.ts";
import { Failure } from "../../harness/errors.ts";
import { noDetails } from "../../harness/report/html/details.ts";
import { cell } from "../matrix/fake-engine.ts";
import { reportOf } from "../report/reports.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const surroundings = { details: async () => noDetails, shard: { index: 2, count: 3 }, verbose: false };
const report = reportOf([cell(), cell({ resolver: "go@1.24" })]);

describe("--reporter", () => {
  test("writes a file whole, in a folder that is made for it, and leaves nothing else", async () => {
    const file = join(folder, "new", "report.json");
    const { reporters, tellsEngine } = createReporters([`json=${file}`], surroundings);
    expect(tellsEngine).toBe(false);
    for (const reporter of reporters) await reporter.onEnd(report);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(await readdir(join(folder, "new"))).toEqual(["report.json"]);
  });

  test("the terminal's matrix goes to a file without colours", async () => {
    const file = join(folder, "matrix.txt");
    const { reporters } = createReporters([`terminal=${file}`], surroundings);
    for (const reporter of reporters) await reporter.onEnd(report);
    const text = await readFile(file, "utf8");
    expect(text).toContain("✓ 192.0.2.1");
    expect(text).not.toContain("\x1b");
  });

  test.each([
    ["junit", "<testsuites"],
    ["markdown", "192.0.2.1"],
    ["html", "<!doctype html>"],
    ["blob", '"shard":{"index":2,"count":3}'],
    ["github", "# ✓"],
  ])("%s goes to a file", async (name, part) => {
    const file = join(folder, "report");
    const { reporters } = createReporters([`${name}=${file}`], surroundings);
    for (const reporter of reporters) await reporter.onEnd(report);
    expect(await readFile(file, "utf8")).toContain(part);
  });

  test("knows who tells the engine on standard output", () => {
    expect(createReporters(["terminal", `json=${join(folder, "a.json")}`], surroundings).tellsEngine).toBe(
      true,
    );
    expect(createReporters(["json"], surroundings).tellsEngine).toBe(false);
  });

  test("an unknown name is refused with those that there are", () => {
    expect(failureOf(() => createReporters(["xml"], surroundings))).toMatchObject({
      code: "usage",
      message: 'unknown reporter "xml"',
      advice: expect.stringContaining("terminal, json"),
    });
    expect(failureOf(() => createReporters(["constructor"], surroundings)).message).toBe(
      'unknown reporter "constructor"',
    );
  });

  test("two on standard output are refused, and so is an empty file name", () => {
    expect(failureOf(() => createReporters(["terminal", "json"], surroundings)).message).toBe(
      "the reporters terminal and json would all write to standard output",
    );
    expect(failureOf(() => createReporters(["json="], surroundings)).message).toBe(
      "--reporter json= names no file",
    );
  });
});

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** What the machine refuses: one sentence and the contract's exit code, never a stack and never "something differs". */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ended, runThrough } from "./support/command.ts";

const LOOKUP = ["run", "--engine", "model", "address-families/a-dropped"];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "endings-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function expectSentence({ code, stderr }: Ended, sentence: string): void {
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(sentence) });
  expect(stderr).not.toMatch(/^\s+at |please report/m);
}

describe("standard output on a full disk", () => {
  test.each([
    ["a matrix", LOOKUP],
    ["JSON", [...LOOKUP, "--reporter", "json"]],
    ["a list", ["list"]],
    ["help", ["--help"]],
    ["a completion script", ["completion", "bash"]],
  ])("%s", async (_, args) => {
    const ended = await runThrough('exec "$@" >/dev/full', args);
    expectSentence(ended, "error: standard output cannot be written to");
  });

  test("standard error there takes nothing away from the report", async () => {
    const { code, stdout } = await runThrough('exec "$@" 2>/dev/full', LOOKUP);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("as expected") });
  });
});

describe("too few file descriptors", () => {
  test.each([
    ["20", LOOKUP],
    ["22", ["list"]],
    ["64", LOOKUP],
    ["64", ["--help"]],
  ])("a limit of %s: %j", async (limit, args) => {
    const ended = await runThrough(`ulimit -n ${limit}; exec "$@"`, args);
    expectSentence(ended, "error: too few file descriptors: resolver-matrix needs 192");
    expect(ended.stderr).toContain("what to do: raise the limit");
  });

  test("what is asked for is enough", async () => {
    const ended = await runThrough('ulimit -n 224; exec "$@"', LOOKUP);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining("as expected") });
  });
});

test.each([[LOOKUP], [["list"]], [["explain", "address-families/a-dropped"]]])(
  "a working directory that is gone: %j",
  async (args) => {
    const gone = join(folder, "gone");
    await mkdir(gone);
    const ended = await runThrough(`cd '${gone}' && rmdir '${gone}' && exec "$@"`, args);
    expectSentence(ended, "error: the working directory does not exist any more");
  },
);

describe("inputs without an end", () => {
  test.each([[["merge", "/dev/zero"]], [["diff", "/dev/zero", "x"]], [["run", "--baseline", "/dev/zero"]]])(
    "%j",
    async (args) => {
      const { code, stderr } = await runThrough('exec "$@"', args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("not a regular file") });
    },
  );
});

test.skipIf(process.getuid?.() !== 0)("doctor over a cache that cannot be used", async () => {
  const ended = await runThrough('exec "$@"', ["doctor"], {
    RESOLVER_MATRIX_CACHE: "/dev/null/cache",
  });
  expect(ended).toMatchObject({ code: 3, stdout: expect.stringMatching(/broken +cache: ENOTDIR/) });
  expect(ended.stdout + ended.stderr).not.toMatch(/^\s+at |please report/m);
});

/** Root may write everywhere; somebody else may not. */
test.skipIf(process.getuid?.() !== 0)(
  "a report where this user may not write is told before the run",
  async () => {
    const { code, stdout, stderr } = await runThrough(
      'exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"',
      [...LOOKUP, "--reporter", "terminal", "--reporter", `json=${join(folder, "report.json")}`],
      { HOME: "/nonexistent", RESOLVER_MATRIX_CACHE: undefined },
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/there can be no report[\s\S]*EACCES/),
    });
  },
);

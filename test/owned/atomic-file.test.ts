import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withTemporaryFolder, writeAtomically } from "../../harness/owned/atomic-file.ts";
import { removeUnfinished, unfinishedName } from "../../harness/owned/unfinished.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-atomic-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a file is there only when it is whole, in folders that are made", async () => {
  const path = join(folder, "a", "b");
  const result = await writeAtomically(path, async (temporary) => {
    await writeFile(temporary, "half");
    expect(await readdir(join(folder, "a"))).toEqual([expect.stringMatching(/^\.unfinished-/)]);
    await writeFile(temporary, "whole");
    return 42;
  });
  expect(result).toBe(42);
  expect(await readFile(path, "utf8")).toBe("whole");
  expect(await readdir(join(folder, "a"))).toEqual(["b"]);
});

test("a failure leaves the old file and nothing else", async () => {
  const path = join(folder, "a");
  await writeFile(path, "old");
  const failing = writeAtomically(path, async (temporary) => {
    await writeFile(temporary, "half");
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["a"]);
});

test("a temporary folder is gone afterwards, also after a failure", async () => {
  const failing = withTemporaryFolder(folder, async (temporary) => {
    await writeFile(join(temporary, "x"), "x");
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect(await readdir(folder)).toEqual([]);
});

test("only what processes that are gone have left is removed", async () => {
  const { pid: gone } = spawnSync(process.execPath, ["-e", ""]);
  const mine = unfinishedName();
  const others = `.unfinished-${hostname()}~${gone}~1~00000000`;
  const elsewhere = ".unfinished-another-machine~1~1~00000000";
  for (const name of [mine, others, elsewhere, ".unfinished-", "kept"]) await mkdir(join(folder, name));
  await writeFile(join(folder, others, "x"), "x");
  expect(await removeUnfinished(folder)).toEqual([join(folder, others)]);
  expect((await readdir(folder)).sort()).toEqual([".unfinished-", elsewhere, mine, "kept"].sort());
});

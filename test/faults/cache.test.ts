/** A cache that cannot be used: the cells that need it say why, and nothing is left in it. */
import { spawnSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alpine, OPEN, titled } from "../lab/support/labs.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { cellLines, readReport, runCommand } from "./support/command.ts";

const image = await alpine();
const local = await OPEN.local();
await local.value?.close();
const missing = image.reason ?? local.reason;

function mounted(folder: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", folder]).status === 0;
}

/** Whether this machine lets the test have a file system of its own. */
function canMount(): string | null {
  if (process.getuid?.() === 0) return null;
  if (process.env.CI !== undefined) throw new Error("mounting needs root");
  return "mounting needs root";
}
const unmountable = missing ?? canMount();

describe.skipIf(missing !== null)(titled("a cache", missing), () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.remove());

  function run(cache: string) {
    const args = ["--engine", "local", "--images", "alpine-3.8", "--reporter", `json=${bench.report}`];
    return runCommand(["run", bench.scenarios[0] ?? "", ...args], {
      ...bench.env,
      RESOLVER_MATRIX_CACHE: cache,
    });
  }

  function told(cache: string, trouble: string): string {
    return `the cache ${cache} cannot be used: ${trouble}`;
  }

  it.skipIf(unmountable !== null)(titled("on a disk that is full", unmountable), async () => {
    expect(mounted(bench.cache)).toBe(true);
    try {
      const { code, stderr } = await run(bench.cache);
      expect(code, stderr).toBe(3);
      expect(stderr).not.toContain("error:");
      const lost = `could not be unpacked to ${join(bench.cache, "rootfs")}: ${told(bench.cache, "no space is left")}`;
      expect(cellLines(await readReport(bench.report))).toEqual([
        expect.stringContaining(lost),
        expect.stringContaining(lost),
      ]);
      expect(await bench.left()).toEqual([]);
      expect(await readdir(join(bench.cache, "rootfs"))).toEqual([]);
    } finally {
      spawnSync("umount", [bench.cache]);
    }
  });

  it("whose place something else has taken", async () => {
    const file = join(bench.folder, "no-folder");
    await writeFile(file, "");
    const { code, stderr } = await run(file);
    expect(code, stderr).toBe(3);
    expect(stderr).not.toContain("error:");
    const lost = told(file, "something else has the name of a folder");
    const cells = cellLines(await readReport(bench.report));
    expect(cells).toEqual([expect.stringContaining(lost), expect.stringContaining(lost)]);
    const cleaned = await runCommand(["clean"], { ...bench.env, RESOLVER_MATRIX_CACHE: file });
    expect([cleaned.code, cleaned.stderr]).toEqual([0, ""]);
  });
});

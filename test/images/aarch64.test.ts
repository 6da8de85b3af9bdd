/** What runs in labs compiles for the other processor too, where its compiler is installed. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../harness/package-root.ts";

const COMPILER = "aarch64-linux-gnu-gcc";
const OPTIONS = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-c"];
/** Of some fifty files, on a busy machine. */
const LIMIT = { timeout: 600_000 };
const isMissing = spawnSync(COMPILER, ["--version"], { stdio: "ignore" }).error !== undefined;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-aarch64-"));
  // The build lists every system call of the compiler's headers here.
  await writeFile(join(folder, "syscall_table.inc"), '{"read", SYS_read},\n');
});
afterAll(() => rm(folder, { recursive: true }));

test.skipIf(isMissing).for(["lab", "agent"])(
  `images/%s compiles for aarch64${isMissing ? ` (skipped: ${COMPILER} is not installed)` : ""}`,
  LIMIT,
  async (name) => {
    const sources = join(packageRoot, "images", name);
    const files = (await readdir(sources)).filter((file) => file.endsWith(".c"));
    expect(files).not.toEqual([]);
    const { status, stderr } = spawnSync(
      COMPILER,
      [...OPTIONS, `-I${folder}`, ...files.map((file) => join(sources, file))],
      { cwd: folder, encoding: "utf8" },
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
  },
);

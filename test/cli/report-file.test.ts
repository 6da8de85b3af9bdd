import { spawnSync } from "node:child_process";
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ReportFile } from "../../harness/cli/report-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-matrix-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function save(path: string, text: string): Promise<void> {
  const file = new ReportFile(path);
  file.write(text.slice(0, 2));
  file.write(text.slice(2));
  await file.save();
}

describe("the file of a report", () => {
  test("replaces an old one, makes its folder, and leaves nothing else", async () => {
    const path = join(folder, "new", "report.json");
    await save(path, "first");
    await save(path, "second");
    expect(await readFile(path, "utf8")).toBe("second");
    expect(await readdir(join(folder, "new"))).toEqual(["report.json"]);
  });

  test("behind a symbolic link is replaced, and the link stays", async () => {
    await writeFile(join(folder, "real.json"), "old");
    await symlink("real.json", join(folder, "link.json"));
    await save(join(folder, "link.json"), "report");
    expect(await readFile(join(folder, "real.json"), "utf8")).toBe("report");
    expect((await lstat(join(folder, "link.json"))).isSymbolicLink()).toBe(true);
  });

  test("that is a pipe or a device is written to and never replaced", async () => {
    const pipe = join(folder, "pipe");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    const [read] = await Promise.all([readFile(pipe, "utf8"), save(pipe, "report")]);
    expect(read).toBe("report");
    expect((await lstat(pipe)).isFIFO()).toBe(true);
    expect(await readdir(folder)).toEqual(["pipe"]);
  });

  test("that is a folder, or lies below a file, is refused before the run", async () => {
    await writeFile(join(folder, "file"), "");
    expect(() => new ReportFile(folder)).toThrow(`the report ${folder} is a folder`);
    const below = join(folder, "file", "report.json");
    expect(() => new ReportFile(below)).toThrow(`there can be no report ${below}`);
  });

  test("that cannot be written is told with the reason", async () => {
    const file = new ReportFile(join(folder, "gone", "report.json"));
    await rm(join(folder, "gone"), { recursive: true });
    await expect(file.save()).rejects.toMatchObject({ code: "environment", cause: { code: "ENOENT" } });
  });
});

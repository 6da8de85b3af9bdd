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

  test("never goes through a link that somebody else made", async () => {
    await writeFile(join(folder, "real.json"), "old");
    await symlink("real.json", join(folder, "link.json"));
    await symlink("/dev/null", join(folder, "null.json"));
    for (const name of ["link.json", "null.json"]) {
      expect(() => new ReportFile(join(folder, name))).toThrow("is not written: its name is a symbolic link");
    }
    expect(await readFile(join(folder, "real.json"), "utf8")).toBe("old");
    expect((await lstat(join(folder, "link.json"))).isSymbolicLink()).toBe(true);
  });

  test("does not follow a folder's link of the working directory", async () => {
    const before = process.cwd();
    const outside = await mkdtemp(join(tmpdir(), "resolver-matrix-outside-"));
    try {
      process.chdir(folder);
      await symlink(outside, "reports");
      expect(() => new ReportFile("reports/report.json")).toThrow("reports is a symbolic link");
      expect(() => new ReportFile(join(folder, "reports", "new", "report.json"))).toThrow(
        "reports is a symbolic",
      );
      expect(await readdir(outside)).toEqual([]);
    } finally {
      process.chdir(before);
      await rm(outside, { recursive: true });
    }
  });

  test("takes the place of a link that comes between, and does not follow it", async () => {
    await writeFile(join(folder, "real.json"), "old");
    const file = new ReportFile(join(folder, "report.json"));
    await symlink("real.json", join(folder, "report.json"));
    file.write("report");
    await file.save();
    expect(await readFile(join(folder, "real.json"), "utf8")).toBe("old");
    expect(await readFile(join(folder, "report.json"), "utf8")).toBe("report");
  });

  test("in a folder that cannot be written to is told before the run", async () => {
    // A folder of /proc takes no files, whoever asks.
    expect(() => new ReportFile("/proc/self/report.json")).toThrow("there can be no report");
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

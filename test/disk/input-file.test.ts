import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { MAX_INPUT_BYTES, readInputFile } from "../../harness/disk/input-file.ts";

const folder = mkdtempSync(join(tmpdir(), "resolver-matrix-input-"));
afterAll(() => rmSync(folder, { recursive: true }));

function made(name: string, content = ""): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a file that a person names", () => {
  test("is read whole", async () => {
    const { bytes } = await readInputFile(made("resolv.conf", "nameserver 10.0.0.1\n"));
    expect(new TextDecoder().decode(bytes)).toBe("nameserver 10.0.0.1\n");
  });

  test("of /proc is read too, though it has no size", async () => {
    const { bytes } = await readInputFile("/proc/self/status");
    expect(new TextDecoder().decode(bytes)).toContain("Name:");
  });

  test.each([
    ["a device that never ends", () => "/dev/zero", "it is not a regular file"],
    ["a folder", () => folder, "it is a folder"],
    ["one that is not there", () => join(folder, "gone"), "ENOENT"],
  ])("%s is refused", async (_, path, why) => {
    await expect(readInputFile(path())).rejects.toThrow(why);
  });

  test("a pipe that nobody writes to is refused without waiting", async () => {
    const pipe = join(folder, "pipe");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    await expect(readInputFile(pipe)).rejects.toThrow("it is not a regular file");
  });

  test("that is too long is refused, and read no further than that", async () => {
    const large = made("large");
    truncateSync(large, MAX_INPUT_BYTES + 1);
    await expect(readInputFile(large)).rejects.toThrow("it is larger than 16 MiB");
    truncateSync(large, 11);
    await expect(readInputFile(large, 10)).rejects.toThrow("it is larger than 10 bytes");
    expect((await readInputFile(large, 11)).bytes).toHaveLength(11);
  });
});

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../harness/errors.ts";
import { findLocalArchive } from "../../harness/images/local-archive.ts";
import { tarOf } from "./tar.ts";

let folder = "";
let tar: Buffer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-archives-"));
  tar = await tarOf([{ name: "a", text: "x" }]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const write = (name: string, bytes: Uint8Array = tar): Promise<void> => writeFile(join(folder, name), bytes);
const find = (pattern: string, known: Readonly<Record<string, string>> = {}) =>
  findLocalArchive({ folder, pattern, sha256: known });

describe("an archive in the folder", () => {
  test("is found by its pattern, plain or compressed", async () => {
    await write("root-1.tar");
    await write("root-2.tar.gz", gzipSync(tar));
    expect(await find("root-*.tar")).toEqual({
      path: join(folder, "root-1.tar"),
      digest: `sha256:${sha256(tar)}`,
    });
    expect((await find("root-*.tar.gz")).path).toBe(join(folder, "root-2.tar.gz"));
  });

  test("may be a link to one elsewhere", async () => {
    await mkdir(join(folder, "store"));
    await write("store/x");
    await symlink("store/x", join(folder, "root.tar"));
    expect((await find("root.tar")).digest).toBe(`sha256:${sha256(tar)}`);
  });

  test("is a known one before others, and of those the last", async () => {
    for (const name of ["a-1.tar", "a-2.tar", "a-3.tar"]) await write(name);
    expect((await find("a-*.tar", { "a-1.tar": sha256(tar), "a-2.tar": sha256(tar) })).path).toBe(
      join(folder, "a-2.tar"),
    );
    expect((await find("a-*.tar")).path).toBe(join(folder, "a-3.tar"));
  });

  test("matches as a whole, and only * is special", async () => {
    await write("aXb.tar.part");
    await write("aXb.tar");
    await expect(find("a.b.tar")).rejects.toThrow(`no such file in ${folder}`);
    await expect(find("X*")).rejects.toThrow("no such file");
    expect((await find("a*b.tar")).path).toBe(join(folder, "aXb.tar"));
  });
});

describe("the reason why there is none", () => {
  test("no folder is named", async () => {
    await expect(findLocalArchive({ folder: null, pattern: "*", sha256: {} })).rejects.toThrow(
      new Unavailable("RESOLVER_MATRIX_IMAGES names no folder"),
    );
  });

  test("the folder is not there", async () => {
    const none = join(folder, "none");
    await expect(findLocalArchive({ folder: none, pattern: "*", sha256: {} })).rejects.toThrow(
      `the folder ${JSON.stringify(none)} cannot be read: ENOENT`,
    );
  });

  test("another checksum", async () => {
    await write("a.tar");
    const known = "0".repeat(64);
    await expect(find("a.tar", { "a.tar": known })).rejects.toThrow(
      new Unavailable(
        `${join(folder, "a.tar")} is damaged or another file: its SHA-256 is ${sha256(tar)}, not ${known}`,
      ),
    );
  });

  test.each([
    ["zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)],
    ["text", Buffer.from("<html>404</html>")],
    ["nothing", new Uint8Array()],
  ])("%s instead of a tar", async (_, bytes) => {
    await write("a.tar", bytes);
    await expect(find("a.tar")).rejects.toThrow(`${join(folder, "a.tar")} is neither tar nor tar.gz`);
  });

  test("a folder, or a link to nothing, of that name", async () => {
    await mkdir(join(folder, "a.tar"));
    await expect(find("a.tar")).rejects.toThrow("a.tar is not a file");
    await symlink("nowhere", join(folder, "b.tar"));
    await expect(find("b.tar")).rejects.toThrow("b.tar cannot be read: ENOENT");
  });
});

import { createHash } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Unavailable } from "../../../harness/errors.ts";
import type { RootfsArchive } from "../../../harness/images/image.ts";
import { unpackRootfs } from "../../../harness/lab/local/rootfs.ts";

type Entry = Partial<Header> & { readonly name: string; readonly text?: string };

const isRoot = process.getuid?.() === 0;
let folder = "";
let cache = "";
/** A folder outside the cache that no archive may touch. */
let outside = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-rootfs-"));
  cache = join(folder, "cache");
  outside = join(folder, "outside");
  await mkdir(outside, { mode: 0o700 });
  await writeFile(join(outside, "kept"), "kept");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function archive(
  entries: readonly Entry[],
  compress: (tar: Buffer) => Buffer = (tar) => tar,
): Promise<RootfsArchive> {
  const packing = pack();
  for (const { text = "", ...header } of entries) packing.entry(header, text);
  packing.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packing) chunks.push(Buffer.from(chunk as Uint8Array));
  const bytes = compress(Buffer.concat(chunks));
  const path = join(folder, "rootfs.tar");
  await writeFile(path, bytes);
  return { path, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

async function unfinished(): Promise<readonly string[]> {
  return (await readdir(join(cache, "rootfs"))).filter((name) => name.startsWith("."));
}

describe("unpacking a root filesystem", () => {
  it.each([
    ["tar", (tar: Buffer) => tar],
    ["tar.gz", gzipSync],
  ])("gives the content of a %s", async (_, compress) => {
    const root = await unpackRootfs(
      await archive(
        [
          { name: "./", type: "directory", mode: 0o700 },
          { name: "bin/", type: "directory", mode: 0o555 },
          { name: "bin/sh", mode: 0o4755, text: "#!" },
          { name: "bin/ash", type: "symlink", linkname: "/bin/sh" },
          { name: "bin/hard", type: "link", linkname: "bin/sh" },
          { name: "etc/deep/er", text: "no folder entry" },
          { name: "tmp", type: "directory", mode: 0o1777 },
          { name: "dev/null", type: "character-device", devmajor: 1, devminor: 3 },
          { name: "dev/pipe", type: "fifo" },
          { name: "etc/twice", text: "first" },
          { name: "etc/twice", text: "second", uid: 7, gid: 8 },
        ],
        compress,
      ),
      cache,
    );
    expect((await readdir(root, { recursive: true })).sort()).toEqual(
      [
        "bin",
        "bin/ash",
        "bin/hard",
        "bin/sh",
        "dev",
        "etc",
        "etc/deep",
        "etc/deep/er",
        "etc/twice",
        "tmp",
      ].sort(),
    );
    expect(await readlink(join(root, "bin/ash"))).toBe("/bin/sh");
    const modes = await Promise.all(
      [".", "bin", "bin/sh", "tmp"].map(async (name) => (await lstat(join(root, name))).mode & 0o7777),
    );
    expect(modes.map((mode) => mode.toString(8))).toEqual(["755", "555", "755", "1777"]);
    expect((await stat(join(root, "bin/hard"))).ino).toBe((await stat(join(root, "bin/sh"))).ino);
    expect(await readFile(join(root, "etc/twice"), "utf8")).toBe("second");
    const { uid, gid } = await stat(join(root, "etc/twice"));
    expect([uid, gid]).toEqual(isRoot ? [7, 8] : [process.getuid?.(), process.getgid?.()]);
    expect(await unfinished()).toEqual([]);
    await chmod(join(root, "bin"), 0o755);
  });

  it("follows links inside the archive as a chroot does", async () => {
    const root = await unpackRootfs(
      await archive([
        { name: "usr/lib/", type: "directory" },
        { name: "lib", type: "symlink", linkname: "usr/lib" },
        { name: "lib/a", text: "a" },
        { name: "abs", type: "symlink", linkname: "/usr/lib" },
        { name: "abs/b", text: "b" },
        { name: "up", type: "symlink", linkname: "../../../../usr" },
        { name: "up/c", text: "c" },
        { name: "out", type: "symlink", linkname: outside },
        { name: "out/kept", text: "inside" },
      ]),
      cache,
    );
    expect((await readdir(join(root, "usr"), { recursive: true })).sort()).toEqual([
      "c",
      "lib",
      "lib/a",
      "lib/b",
    ]);
    expect(await readFile(join(outside, "kept"), "utf8")).toBe("kept");
    expect(await readFile(join(root, outside, "kept"), "utf8")).toBe("inside");
  });

  it("does not change a folder outside through a link that replaces a folder", async () => {
    const root = await unpackRootfs(
      await archive([
        { name: "a/", type: "directory", mode: 0o777 },
        { name: "a", type: "symlink", linkname: outside },
      ]),
      cache,
    );
    expect(await readlink(join(root, "a"))).toBe(outside);
    expect(((await stat(outside)).mode & 0o777).toString(8)).toBe("700");
  });

  it.each([
    ["a path that goes up", [{ name: "a/../../kept", text: "x" }], "leaves the archive"],
    ["a link that goes up", [{ name: "a", type: "link", linkname: "../outside/kept" }], "leaves the archive"],
    [
      "a link through a link",
      [
        { name: "out", type: "symlink", linkname: "../../../outside" },
        { name: "a", type: "link", linkname: "out/kept" },
      ],
      "points to nothing",
    ],
    [
      "links that go in circles",
      [
        { name: "a", type: "symlink", linkname: "b" },
        { name: "b", type: "symlink", linkname: "a" },
        { name: "a/x", text: "x" },
      ],
      "is not a folder",
    ],
    [
      "a file as a folder",
      [
        { name: "a", text: "x" },
        { name: "a/x", text: "x" },
      ],
      "is not a folder",
    ],
    [
      "a root that is no folder",
      [{ name: "./", type: "symlink", linkname: "/" }],
      "the root is not a folder",
    ],
  ] as const)("refuses %s, and leaves nothing", async (_, entries, message) => {
    const unpacking = unpackRootfs(await archive(entries), cache);
    await expect(unpacking).rejects.toThrow(Unavailable);
    await expect(unpacking).rejects.toThrow(message);
    expect(await readdir(join(cache, "rootfs"))).toEqual([]);
    expect(await readdir(outside)).toEqual(["kept"]);
  });

  it("refuses an archive that is cut short", async () => {
    const whole = await archive([{ name: "a", text: "x".repeat(5000) }]);
    await writeFile(whole.path, (await readFile(whole.path)).subarray(0, 2000));
    await expect(unpackRootfs(whole, cache)).rejects.toThrow("Unexpected end of data");
    expect(await readdir(join(cache, "rootfs"))).toEqual([]);
  });

  it("serves two at the same time, and the second time from the cache", async () => {
    const source = await archive([{ name: "a", text: "x" }]);
    const [first, second] = await Promise.all([unpackRootfs(source, cache), unpackRootfs(source, cache)]);
    expect(second).toBe(first);
    await rm(source.path);
    expect(await unpackRootfs(source, cache)).toBe(first);
    expect(await readdir(first)).toEqual(["a"]);
    expect(await unfinished()).toEqual([]);
  });

  it.each([
    ["a file was changed", (root: string) => writeFile(join(root, "a"), "y")],
    ["a file was added", (root: string) => writeFile(join(root, "etc/new"), "")],
    ["a mode was changed", (root: string) => chmod(join(root, "a"), 0o4755)],
    [
      "a file was changed, and its time set back",
      async (root: string) => {
        const { mtime } = await stat(join(root, "a"));
        await writeFile(join(root, "a"), "y");
        await utimes(join(root, "a"), mtime, mtime);
      },
    ],
  ] as const)("does not use a root in which %s, says so, and unpacks it anew", async (_, tamper) => {
    const source = await archive([
      { name: "a", text: "x" },
      { name: "etc/", type: "directory" },
    ]);
    const root = await unpackRootfs(source, cache);
    await tamper(root);
    await expect(unpackRootfs(source, cache)).rejects.toThrow(
      "was changed after it was unpacked and verified",
    );
    const again = await unpackRootfs(source, cache);
    expect(await readFile(join(again, "a"), "utf8")).toBe("x");
    expect((await readdir(again)).sort()).toEqual(["a", "etc"]);
  });

  it("does not use folders that others may write to", async () => {
    const source = await archive([{ name: "a", text: "x" }]);
    const root = await unpackRootfs(source, cache);
    for (const folder of [join(root, ".."), join(cache, "rootfs")]) {
      await chmod(folder, 0o777);
      await expect(unpackRootfs(source, cache)).rejects.toThrow("is not this user's alone");
      await chmod(folder, 0o755);
    }
    expect(await unpackRootfs(source, cache)).toBe(root);
  });

  it("replaces what an earlier version left, which has no seal", async () => {
    const source = await archive([{ name: "a", text: "x" }]);
    const folder = join(await unpackRootfs(source, cache), "..");
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await writeFile(join(folder, "planted"), "");
    const root = await unpackRootfs(source, cache);
    expect(await readdir(root)).toEqual(["a"]);
  });
});

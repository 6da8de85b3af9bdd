/** Roots from packages that the test builds itself. */
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assembleRootfs } from "../../../harness/images/debian/assemble.ts";
import { contentOf } from "../tar.ts";

const missing = spawnSync("dpkg-deb", ["--version"]).status === 0 ? null : "no dpkg-deb";
if (missing !== null && process.env.CI !== undefined) throw new Error(missing);

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rm-assemble-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Builds a package with these files; a value that begins with "->" is a symbolic link. */
async function build(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = join(folder, name);
  await mkdir(join(root, "DEBIAN"), { recursive: true });
  const control = `Package: ${name}\nVersion: 1:2.0-3\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: x\n`;
  await writeFile(join(root, "DEBIAN", "control"), control);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    if (content.startsWith("->")) await symlink(content.slice(2), join(root, path));
    else await writeFile(join(root, path), content, { mode: 0o644 });
  }
  await chmod(root, 0o755);
  const deb = join(folder, `${name}_2.0-3_all.deb`);
  const { status, stderr } = spawnSync("dpkg-deb", ["--root-owner-group", "--build", root, deb]);
  if (status !== 0) throw new Error(stderr.toString());
  return deb;
}

async function assemble(debs: readonly string[], files: Readonly<Record<string, string>>, name: string) {
  const work = join(folder, `work-${name}`);
  await mkdir(work);
  const path = join(folder, `${name}.tar`);
  return { path, ...(await assembleRootfs(debs, files, work, path, new AbortController().signal)) };
}

const MERGED_USR = [
  "directory ./ 755",
  "directory tmp/ 1777",
  "directory usr/ 755",
  "directory usr/bin/ 755",
  "directory usr/lib/ 755",
  "directory usr/lib64/ 755",
  "directory usr/sbin/ 755",
  "symlink bin -> usr/bin",
  "symlink lib -> usr/lib",
  "symlink lib64 -> usr/lib64",
  "symlink sbin -> usr/sbin",
];

describe.skipIf(missing !== null)("a root of packages", () => {
  test("has them with /usr merged, whether they know of that or not", async () => {
    const old = await build("old", { "lib/x/libc.so": "old", "lib64/ld.so": "->/lib/x/libc.so" });
    const recent = await build("recent", { "usr/lib/y": "new", "usr/lib64/z": "->../lib/y" });
    const { path, packages } = await assemble([old, recent], { "/etc/hosts": "127.0.0.1 localhost\n" }, "a");
    const content = await contentOf(path);
    expect(content.filter((line) => MERGED_USR.includes(line))).toEqual([...MERGED_USR].sort());
    expect(content.filter((line) => !MERGED_USR.includes(line))).toEqual([
      "directory etc/ 755",
      "directory usr/lib/x/ 755",
      "file etc/hosts 644 127.0.0.1 localhost\n",
      "file usr/lib/x/libc.so 644 old",
      "file usr/lib/y 644 new",
      "symlink usr/lib64/ld.so -> /lib/x/libc.so",
      "symlink usr/lib64/z -> ../lib/y",
    ]);
    expect(packages).toEqual([
      { name: "old", version: "1:2.0-3" },
      { name: "recent", version: "1:2.0-3" },
    ]);
  });

  test("has the same bytes for the same packages and files, and others for others", async () => {
    const deb = await build("some", { "usr/lib/x": "1" });
    const first = await assemble([deb], { "/etc/hosts": "a" }, "first");
    expect((await assemble([deb], { "/etc/hosts": "a" }, "again")).digest).toBe(first.digest);
    expect((await assemble([deb], { "/etc/hosts": "b" }, "other")).digest).not.toBe(first.digest);
  });

  test("writes its own files over those of packages, inside the root", async () => {
    const deb = await build("some", { "etc/hosts": "package", var: "->../../../../tmp" });
    const { path } = await assemble([deb], { "/etc/hosts": "ours", "/var/x": "ours" }, "a");
    expect((await contentOf(path)).filter((line) => line.startsWith("file"))).toEqual([
      "file etc/hosts 644 ours",
      "file tmp/x 644 ours",
    ]);
  });

  test("cannot be made of something else than a package", async () => {
    const path = join(folder, "no.deb");
    await writeFile(path, "<html>404</html>".repeat(10));
    await expect(assemble([path], {}, "a")).rejects.toThrow(
      /^dpkg-deb failed: dpkg-deb: error: .*not a Debian/,
    );
  });
});

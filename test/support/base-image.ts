/** An image with Node, npm and a shell, made of this machine's own programs, since a test pulls nothing. */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";

/** What `RUN` lines and the entry point call, where Docker and first lines of scripts look for it. */
const PROGRAMS = ["/bin/sh", "/usr/bin/env", "/bin/ln"];

/** Makes the image in the engine that the docker program talks to. */
export async function importBaseImage(tag: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "resolver-matrix-base-"));
  try {
    for (const program of [process.execPath, ...PROGRAMS]) await copyWithLibraries(program, root);
    await copyNpm(root);
    const tar = execa("tar", ["-C", root, "-c", "."], { encoding: "buffer", buffer: false });
    await tar.pipe("docker", ["import", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", "-", tag]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function whereIs(program: string): Promise<string> {
  const { stdout } = await execa("which", [program]);
  return stdout;
}

async function copyWithLibraries(program: string, root: string): Promise<void> {
  const { stdout } = await execa("ldd", [program]);
  const libraries = stdout.match(/\/\S+/g) ?? [];
  for (const path of [program, ...libraries]) await copyFile(path, root);
}

/** To the same path, as a file of its own even where a link leads to it. */
async function copyFile(path: string, root: string): Promise<void> {
  const target = join(root, path);
  if (existsSync(target)) return;
  await mkdir(dirname(target), { recursive: true });
  await cp(path, target, { dereference: true });
}

async function copyNpm(root: string): Promise<void> {
  // …/node_modules/npm/bin/npm-cli.js
  const script = await realpath(await whereIs("npm"));
  const folder = dirname(dirname(script));
  await mkdir(join(root, "usr/local/bin"), { recursive: true });
  await mkdir(join(root, "tmp"));
  await cp(folder, join(root, folder), { recursive: true, verbatimSymlinks: true });
  await symlink(relative("/usr/local/bin", script), join(root, "usr/local/bin/npm"));
}

/** A root filesystem made of this machine's own loader, libc, sh and cat. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

/** Parts of a libc before glibc 2.34 that are loaded by name when a lookup begins. */
const LOADED_LATER = /^lib(?:nss_(?:files|dns)|resolv)\.so\.2$/;

/** Fills `root` and gives the path of its loader. */
export async function copyHostRoot(root: string): Promise<string> {
  const { stdout } = await promisify(execFile)("ldd", ["/bin/sh", "/bin/cat"]);
  const libraries = new Set([...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path));
  const loader = [...libraries].find((path) => /\/ld-[^/]*\.so/.test(path));
  const libc = [...libraries].find((path) => /\/libc\.so/.test(path)) ?? loader;
  if (loader === undefined || libc === undefined) throw new Error(`ldd names no loader: ${stdout}`);
  for (const name of await readdir(dirname(libc))) {
    if (LOADED_LATER.test(name)) libraries.add(join(dirname(libc), name));
  }
  for (const path of [...libraries, "/bin/sh", "/bin/cat"]) await copyInto(root, path);
  return loader;
}

async function copyInto(root: string, path: string): Promise<void> {
  const target = join(root, dirname(path), basename(path));
  await mkdir(dirname(target), { recursive: true });
  await copyFile(await realpath(path), target);
}

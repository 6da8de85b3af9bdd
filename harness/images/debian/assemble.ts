/** A root filesystem from Debian packages, without running anything of them. */
import { join } from "node:path";
import { layArchive, RootfsBudget } from "../rootfs/lay.ts";
import { entryComponents } from "../rootfs/safe-path.ts";
import { RootfsTree } from "../rootfs/tree.ts";
import { writeRootfs } from "../rootfs/write.ts";
import { run } from "./programs.ts";

/** Folders of / that are links into /usr: in new installations since Debian 10, in all since 12. */
const MERGED = ["bin", "lib", "lib64", "sbin"];
const FOLDER = { mode: 0o755, uid: 0, gid: 0 };
const LINK = { kind: "symlink", mode: 0o777, uid: 0, gid: 0 } as const;
const FILE = { kind: "file", mode: 0o644, uid: 0, gid: 0 } as const;

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
}

export interface Assembled {
  /** "sha256:…" of the tar. */
  readonly digest: string;
  readonly packages: readonly DebianPackage[];
}

/**
 * Unpacks packages over each other and writes `files` on top; equal packages and files make equal bytes.
 *
 * @param work a folder for what is needed on the way
 * @param target the tar to write; it must not exist
 * @throws Unavailable for packages that dpkg-deb refuses, UnsafeArchive for ones that leave their root
 */
export async function assembleRootfs(
  packages: readonly string[],
  files: Readonly<Record<string, string>>,
  work: string,
  target: string,
  signal: AbortSignal,
): Promise<Assembled> {
  const tree = new RootfsTree();
  const budget = new RootfsBudget();
  const archives: string[] = [];
  const found: DebianPackage[] = [];
  tree.begin();
  for (const name of MERGED) {
    tree.folder(["usr", name], FOLDER, true);
    tree.leaf([name], { ...LINK, target: `usr/${name}` });
  }
  tree.folder(["tmp"], { ...FOLDER, mode: 0o1777 }, true);
  for (const [number, deb] of packages.entries()) {
    const archive = join(work, `${number}.tar`);
    await run({ program: "dpkg-deb", args: ["--fsys-tarfile", deb], signal, outputFile: archive });
    await layArchive(tree, { path: archive, number, kind: "package" }, budget);
    archives.push(archive);
    found.push(await nameAndVersion(deb, signal));
  }
  for (const [path, text] of Object.entries(files)) {
    tree.leaf(entryComponents(path), { ...FILE, content: { kind: "text", text } });
  }
  return { digest: await writeRootfs(tree, archives, target), packages: found };
}

async function nameAndVersion(deb: string, signal: AbortSignal): Promise<DebianPackage> {
  const fields = await run({ program: "dpkg-deb", args: ["--field", deb, "Package", "Version"], signal });
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(fields)?.[1] ?? "";
  return { name: field("Package"), version: field("Version") };
}

/** Writes a root filesystem as one tar whose bytes depend on nothing but its content. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Header, type Pack, pack } from "tar-stream";
import { readTar } from "./read.ts";
import type { Attributes, FileNode, RootfsTree, TreeEntry } from "./tree.ts";

/** No time is as good as any for a lookup, and this one is always the same. */
const TIME = new Date(0);

/** A file and all its names. */
interface Inode {
  readonly node: FileNode;
  readonly paths: readonly [string, ...string[]];
}

/**
 * Writes `tree` to a new file at `path`: folders, links and own texts in order, then files in the order of the
 * archives that they come from (`archives`, as they were laid). Returns "sha256:…" of the file.
 * Rejects with errors of the file system.
 */
export async function writeRootfs(
  tree: RootfsTree,
  archives: readonly string[],
  path: string,
): Promise<string> {
  const packing = pack();
  const hash = createHash("sha256");
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of packing) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError("a tar is made of bytes");
      hash.update(chunk);
      yield chunk;
    }
  };
  const writing = pipeline(hashed, createWriteStream(path, { flags: "wx" }));
  const filling = fill(packing, tree, archives).then(
    () => packing.finalize(),
    (error: unknown) => packing.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  // A disk that is full ends the writing first, and the filling only follows.
  await writing;
  await filling;
  return `sha256:${hash.digest("hex")}`;
}

async function fill(packing: Pack, tree: RootfsTree, archives: readonly string[]): Promise<void> {
  packing.entry(headerOf("./", "directory", tree.rootAttributes));
  const files: TreeEntry[] = [];
  for (const { path, node } of tree.entries()) {
    if (node.kind === "folder") packing.entry(headerOf(`${path}/`, "directory", node.attributes));
    else if (node.kind === "symlink") {
      packing.entry({ ...headerOf(path, "symlink", node), linkname: node.target });
    } else files.push({ path, node });
  }
  const inodes = inodesOf(files);
  for (const inode of inodes) {
    if (inode.node.content.kind !== "text") continue;
    packing.entry(headerOf(inode.paths[0], "file", inode.node), inode.node.content.text);
    packLinks(packing, inode);
  }
  for (const [number, archive] of archives.entries()) {
    await packFiles(packing, archive, wantedEntries(inodes, number));
  }
}

/** By their first names, so that the order is always the same. */
function inodesOf(files: readonly TreeEntry[]): readonly Inode[] {
  const paths = new Map<FileNode, [string, ...string[]]>();
  for (const { path, node } of files) {
    if (node.kind !== "file") continue;
    const known = paths.get(node);
    if (known === undefined) paths.set(node, [path]);
    else known.push(path);
  }
  return [...paths].map(([node, names]) => ({ node, paths: names }));
}

function wantedEntries(inodes: readonly Inode[], archive: number): ReadonlyMap<number, Inode> {
  return new Map(
    inodes.flatMap((inode) => {
      const { content } = inode.node;
      return content.kind === "entry" && content.archive === archive ? [[content.entry, inode] as const] : [];
    }),
  );
}

async function packFiles(packing: Pack, archive: string, wanted: ReadonlyMap<number, Inode>): Promise<void> {
  if (wanted.size === 0) return;
  await readTar(archive, async (header, content, entry, broken) => {
    const inode = wanted.get(entry);
    if (inode === undefined) return;
    const target = packing.entry({ ...headerOf(inode.paths[0], "file", inode.node), size: header.size });
    await pipeline(content, target, { signal: broken });
    packLinks(packing, inode);
  });
}

function packLinks(packing: Pack, { node, paths: [first, ...others] }: Inode): void {
  for (const path of others) packing.entry({ ...headerOf(path, "link", node), linkname: first });
}

function headerOf(
  name: string,
  type: "directory" | "symlink" | "file" | "link",
  attributes: Attributes,
): Pick<Header, "name" | "type" | "mode" | "uid" | "gid" | "mtime"> {
  const { mode, uid, gid } = attributes;
  return { name, type, mode, uid, gid, mtime: TIME };
}

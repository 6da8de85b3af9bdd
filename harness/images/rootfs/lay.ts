/** Lays an archive over a root filesystem: a layer of an image, or a package. */
import type { Header } from "tar-stream";
import { readTar } from "./read.ts";
import { entryComponents, refuseLong, UnsafeArchive } from "./safe-path.ts";
import type { Attributes, RootfsTree } from "./tree.ts";

/** Larger than any base image that people look names up in. */
const MAX_TOTAL_BYTES = 8 * 1024 ** 3;
const MAX_ENTRIES = 500_000;
/** Permission bits with set-user-id, set-group-id and sticky. */
const MODE_MASK = 0o7777;
/** OCI image-spec 1.1, layer.md, "Whiteouts". */
const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";
/** Files of aufs about itself, of which only OPAQUE means anything to others. */
const BOOKKEEPING = ".wh..wh.";

/**
 * "layer": a folder replaces a link of its name, and whiteouts take away what lower layers have.
 * "package": a link that leads to a folder stands for it, as dpkg has it for /lib of a merged /usr.
 */
export type LayKind = "layer" | "package";

/** What all archives of one root may hold together. */
export class RootfsBudget {
  #entries = 0;
  #bytes = 0;

  spend(entries: number, bytes: number): void {
    this.#entries += entries;
    this.#bytes += bytes;
    if (this.#entries > MAX_ENTRIES || this.#bytes > MAX_TOTAL_BYTES) {
      throw new UnsafeArchive(`it holds more than ${MAX_ENTRIES} entries or ${MAX_TOTAL_BYTES} bytes`);
    }
  }
}

/**
 * Lays the archive at `path` over `tree`; it counts as number `archive` (from 0, in the order of the calls).
 * `watch` sees its uncompressed bytes. Device nodes, FIFOs and sockets are left out: a cell brings its own /dev.
 * Throws UnsafeArchive, and what `readTar` throws.
 */
export async function layArchive(
  tree: RootfsTree,
  archive: { readonly path: string; readonly number: number; readonly kind: LayKind },
  budget: RootfsBudget,
  watch: (chunk: Uint8Array) => void = () => {},
): Promise<void> {
  tree.begin();
  await readTar(
    archive.path,
    (header, _, entry) => {
      budget.spend(1, 0);
      const path = entryComponents(header.name);
      if (archive.kind === "package" || !whiteOut(tree, path)) lay(tree, path, header, archive, entry);
    },
    (chunk) => {
      budget.spend(0, chunk.length);
      watch(chunk);
    },
  );
}

/** Does what an entry says that takes away; false for any other entry. */
function whiteOut(tree: RootfsTree, path: readonly string[]): boolean {
  const folder = path.slice(0, -1);
  const name = path.at(-1) ?? "";
  if (name === OPAQUE) tree.empty(folder);
  else if (path.some((component) => component.startsWith(BOOKKEEPING))) return true;
  else if (name.startsWith(WHITEOUT)) {
    const [hidden] = entryComponents(name.slice(WHITEOUT.length));
    if (hidden === undefined) throw new UnsafeArchive(`the whiteout ${JSON.stringify(name)} is of nothing`);
    tree.remove([...folder, hidden]);
  } else return false;
  return true;
}

function lay(
  tree: RootfsTree,
  path: readonly string[],
  header: Header,
  { number, kind }: { readonly number: number; readonly kind: LayKind },
  entry: number,
): void {
  const attributes = attributesOf(header);
  // tar-stream gives null, whatever its types say.
  const target = header.linkname ?? "";
  switch (header.type) {
    case "directory":
      tree.folder(path, attributes, kind === "package");
      break;
    case "file":
    case "contiguous-file": {
      const content = { kind: "entry", archive: number, entry, size: header.size } as const;
      tree.leaf(path, { kind: "file", ...attributes, content });
      break;
    }
    case "symlink":
      if (target === "") throw new UnsafeArchive(`the link ${JSON.stringify(header.name)} points nowhere`);
      refuseLong(target);
      tree.leaf(path, { kind: "symlink", ...attributes, target });
      break;
    case "link":
      tree.hardLink(path, entryComponents(target));
      break;
    case "character-device":
    case "block-device":
    case "fifo":
      break;
    default:
      throw new UnsafeArchive(`the entry ${JSON.stringify(header.name)} is of a type that is not understood`);
  }
}

function attributesOf({ mode, uid, gid }: Header): Attributes {
  return { mode: mode & MODE_MASK, uid, gid };
}

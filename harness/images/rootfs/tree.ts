/** A root filesystem in memory, without the content of its files: what archives laid over each other come to. */
import { UnsafeArchive } from "./safe-path.ts";

/** As many symbolic links as Linux follows for one path (path_resolution(7)). */
const MAX_LINKS = 40;
const FOLDER: Attributes = { mode: 0o755, uid: 0, gid: 0 };

export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Where the bytes of a file are: an entry of an archive (both count from 0), or here. */
export type Content =
  | { readonly kind: "entry"; readonly archive: number; readonly entry: number; readonly size: number }
  | { readonly kind: "text"; readonly text: string };

/** A file as an inode: hard links share one object. */
export interface FileNode extends Attributes {
  readonly kind: "file";
  readonly content: Content;
}

export interface SymlinkNode extends Attributes {
  readonly kind: "symlink";
  readonly target: string;
}

export interface FolderNode {
  readonly kind: "folder";
  attributes: Attributes;
  readonly children: Map<string, Child>;
}

type Node = FileNode | SymlinkNode | FolderNode;

/** A name in a folder, and the archive that it comes from. */
interface Child {
  readonly node: Node;
  archive: number;
}

/** Paths are lists of components, as `entryComponents` gives them. */
type Path = readonly string[];

export interface TreeEntry {
  readonly path: string;
  readonly node: Node;
}

/**
 * Archives are laid over each other in the order of `begin`. Symbolic links on the way to an entry are followed as
 * inside a chroot, so that nothing is outside. Every method throws UnsafeArchive for what cannot be.
 */
export class RootfsTree {
  readonly #root: FolderNode = { kind: "folder", attributes: FOLDER, children: new Map() };
  #archive = -1;

  /** What follows comes from the next archive. */
  begin(): void {
    this.#archive++;
  }

  /** A folder that is there already keeps its content. `keepLink`: so does a link that leads to a folder (dpkg's way). */
  folder(path: Path, attributes: Attributes, keepLink: boolean): void {
    const name = path.at(-1);
    if (name === undefined) {
      this.#root.attributes = attributes;
      return;
    }
    const parent = this.#folderAt(path.slice(0, -1));
    const child = parent.children.get(name);
    if (child?.node.kind === "folder") {
      child.node.attributes = attributes;
      child.archive = this.#archive;
    } else if (child?.node.kind !== "symlink" || !keepLink || this.#find(path)?.kind !== "folder") {
      this.#set(parent, name, { kind: "folder", attributes, children: new Map() });
    }
  }

  /** A file or symbolic link in place of whatever had its name. */
  leaf(path: Path, node: FileNode | SymlinkNode): void {
    const name = path.at(-1);
    if (name === undefined) throw new UnsafeArchive("the root is not a folder");
    this.#set(this.#folderAt(path.slice(0, -1)), name, node);
  }

  /** One more name for a file. */
  hardLink(path: Path, target: Path): void {
    const parent = this.#find(target.slice(0, -1));
    const node = parent?.kind === "folder" ? parent.children.get(target.at(-1) ?? "")?.node : undefined;
    if (node === undefined || node.kind === "folder") {
      throw new UnsafeArchive(`the link ${shownPath(path)} points to no file: ${shownPath(target)}`);
    }
    this.leaf(path, node);
  }

  /** Takes away what earlier archives have put at a path. */
  remove(path: Path): void {
    const parent = this.#find(path.slice(0, -1));
    if (parent?.kind === "folder") this.#hide(parent, path.at(-1) ?? "");
  }

  /** Takes away what earlier archives have put into a folder. */
  empty(path: Path): void {
    const folder = this.#find(path);
    if (folder?.kind !== "folder") return;
    for (const name of folder.children.keys()) this.#hide(folder, name);
  }

  /** Every entry but the root, sorted, folders before what is in them. */
  *entries(): Generator<TreeEntry> {
    // Not recursive: how deep it goes is for the archive to say.
    const waiting = sortedEntries(this.#root, "");
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      yield next;
      if (next.node.kind === "folder") waiting.push(...sortedEntries(next.node, `${next.path}/`));
    }
  }

  get rootAttributes(): Attributes {
    return this.#root.attributes;
  }

  #set(parent: FolderNode, name: string, node: Node): void {
    parent.children.set(name, { node, archive: this.#archive });
  }

  #hide(parent: FolderNode, name: string): void {
    const waiting = [{ parent, name }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const child = next.parent.children.get(next.name);
      if (child === undefined) continue;
      if (child.archive < this.#archive) {
        next.parent.children.delete(next.name);
      } else if (child.node.kind === "folder") {
        const folder = child.node;
        waiting.push(...[...folder.children.keys()].map((inner) => ({ parent: folder, name: inner })));
      }
    }
  }

  /** The folder at a path, made where it is missing. */
  #folderAt(path: Path): FolderNode {
    const found = this.#walk(path, true);
    if (found?.kind === "folder") return found;
    throw new UnsafeArchive(`${shownPath(path)} is not a folder`);
  }

  #find(path: Path): Node | null {
    return this.#walk(path, false);
  }

  /** What a path leads to, all links followed; null where it leads nowhere. */
  #walk(path: Path, make: boolean): Node | null {
    const todo = path.toReversed();
    const way: FolderNode[] = [this.#root];
    let links = 0;
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      if (name === "..") {
        if (way.length > 1) way.pop();
        continue;
      }
      const folder = way.at(-1) ?? this.#root;
      let child = folder.children.get(name);
      if (child === undefined && make) {
        child = { node: { kind: "folder", attributes: FOLDER, children: new Map() }, archive: this.#archive };
        folder.children.set(name, child);
      }
      const node = child?.node;
      if (child !== undefined && node?.kind === "folder") {
        // A folder in which something is put belongs to this archive as well.
        if (make) child.archive = this.#archive;
        way.push(node);
      } else if (node?.kind === "symlink" && links < MAX_LINKS) {
        links++;
        if (node.target.startsWith("/")) way.length = 1;
        todo.push(...components(node.target).toReversed());
      } else {
        return node?.kind === "file" && todo.length === 0 ? node : null;
      }
    }
    return way.at(-1) ?? null;
  }
}

/** In the order in which `pop` takes them: last first. */
function sortedEntries(folder: FolderNode, prefix: string): TreeEntry[] {
  return [...folder.children]
    .sort(([left], [right]) => (left < right ? 1 : -1))
    .map(([name, { node }]) => ({ path: `${prefix}${name}`, node }));
}

function components(target: string): readonly string[] {
  return target.split("/").filter((component) => component !== "" && component !== ".");
}

function shownPath(path: Path): string {
  return JSON.stringify(`/${path.join("/")}`);
}

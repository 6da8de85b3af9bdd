/** A file tree as one user of one container sees it: path resolution and permissions as in path_resolution(7). */
import { utf8Length } from "../wire/bytes.ts";
import type { Errno, FileResult, Files } from "./world.ts";

/** What stands at a path. `owner` is uid and gid at once. Modes are permission bits. */
export type SimulatedFile =
  | { readonly kind: "absent" }
  | {
      readonly kind: "content";
      readonly bytes: Uint8Array;
      readonly mode: number;
      readonly owner: number;
      /** Default: when the tree was made or changed. */
      readonly mtimeMs?: number;
    }
  | { readonly kind: "symlink"; readonly target: string }
  | { readonly kind: "directory"; readonly mode: number; readonly owner: number }
  /** It is there, but opening it fails. */
  | { readonly kind: "failing"; readonly errno: Errno };

/** Files by absolute path; a directory above a file needs no entry of its own. */
export type SimulatedTree = Readonly<Record<string, SimulatedFile>>;

type Node = Exclude<SimulatedFile, { readonly kind: "absent" }> & { readonly changedMs: number };

const IMPLICIT_DIRECTORY = { kind: "directory", mode: 0o755, owner: 0, changedMs: 0 } as const;
const READ = 4;
const SEARCH = 1;
/** Limits of Linux: links in one resolution, bytes of one component, bytes of a path with its final NUL. */
const MOST_LINKS = 40;
const NAME_MAX = 255;
const PATH_MAX = 4096;

export class SimulatedFiles implements Files {
  readonly #user: number;
  readonly #nodes = new Map<string, Node>();

  /** `user`: the uid that reads; 0 reads everything, as with CAP_DAC_OVERRIDE. `nowMs`: mtime of these files. */
  constructor(tree: SimulatedTree, user: number, nowMs: number) {
    this.#user = user;
    this.change(tree, nowMs);
  }

  /** Puts files in place of what stood at their paths; "absent" removes what is there, and everything below it. */
  change(tree: SimulatedTree, nowMs: number): void {
    for (const [written, file] of Object.entries(tree)) {
      const path = componentsOf(written).reduce((above, name) => `${above}/${name}`, "");
      if (file.kind !== "directory") this.#remove(path);
      if (file.kind !== "absent") this.#nodes.set(path, { ...file, changedMs: nowMs });
    }
    // Directories above files are there too, unless they are described.
    for (const path of [...this.#nodes.keys()]) {
      for (let above = parentOf(path); above !== ""; above = parentOf(above)) {
        if (!this.#nodes.has(above)) this.#nodes.set(above, IMPLICIT_DIRECTORY);
      }
    }
  }

  async read(path: string): Promise<FileResult> {
    const found = this.#resolve(path);
    if (typeof found === "string") return { kind: "error", errno: found };
    if (found.kind === "failing") return { kind: "error", errno: found.errno };
    if (!this.#may(found, READ)) return { kind: "error", errno: "EACCES" };
    if (found.kind === "directory") {
      return { kind: "file", bytes: new Uint8Array(), mtimeMs: found.changedMs, directory: true };
    }
    return { kind: "file", bytes: found.bytes, mtimeMs: found.mtimeMs ?? found.changedMs, directory: false };
  }

  /** The file or directory at a path, symbolic links followed; the errno where there is none. */
  #resolve(path: string): Exclude<Node, { readonly kind: "symlink" }> | Errno {
    if (path === "") return "ENOENT";
    if (utf8Length(path) >= PATH_MAX) return "ENAMETOOLONG";
    const left = componentsOf(path);
    // A path that ends in a slash means a directory.
    if (path.endsWith("/")) left.push(".");
    let links = 0;
    let at = "";
    let node: Node = this.#nodes.get("") ?? IMPLICIT_DIRECTORY;
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      if (node.kind !== "directory") return "ENOTDIR";
      if (!this.#may(node, SEARCH)) return "EACCES";
      if (utf8Length(name) > NAME_MAX) return "ENAMETOOLONG";
      const next: string = name === "." ? at : name === ".." ? parentOf(at) : `${at}/${name}`;
      const found: Node | undefined =
        next === "" ? (this.#nodes.get("") ?? IMPLICIT_DIRECTORY) : this.#nodes.get(next);
      if (found === undefined) return "ENOENT";
      if (found.kind === "symlink") {
        links += 1;
        if (links > MOST_LINKS) return "ELOOP";
        if (found.target === "") return "ENOENT";
        if (found.target.endsWith("/")) left.unshift(".");
        left.unshift(...componentsOf(found.target));
        if (!found.target.startsWith("/")) continue;
        at = "";
        node = this.#nodes.get("") ?? IMPLICIT_DIRECTORY;
      } else {
        at = next;
        node = found;
      }
    }
    return node.kind === "symlink" ? "ELOOP" : node;
  }

  #may(node: Node, permission: number): boolean {
    if (node.kind === "symlink" || node.kind === "failing" || this.#user === 0) return true;
    const bits = node.owner === this.#user ? node.mode >> 6 : node.mode;
    return (bits & permission) !== 0;
  }

  #remove(path: string): void {
    for (const known of [...this.#nodes.keys()]) {
      if (known === path || known.startsWith(`${path}/`)) this.#nodes.delete(known);
    }
  }
}

function componentsOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

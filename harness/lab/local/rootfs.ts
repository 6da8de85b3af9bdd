/** Unpacks root filesystem archives into the cache, each once. */
import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import {
  chmod,
  lchown,
  link,
  lstat,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { Unavailable } from "../../errors.ts";
import { cacheTrouble } from "../../images/cache.ts";
import type { RootfsArchive } from "../../images/image.ts";
import { entryComponents, folderInRoot, refuseLong, UnsafeArchive } from "../../images/rootfs/safe-path.ts";
import { unfinishedName } from "../../owned/unfinished.ts";
import { sealOf } from "./seal.ts";

/** Larger than any base image that people look names up in. */
const MAX_TOTAL_BYTES = 8 * 1024 ** 3;
const MAX_ENTRIES = 500_000;
/** Permission bits and the sticky bit: no setuid, no setgid. */
const MODE_MASK = 0o1777;
const ROOT_MODE = 0o755;
/** Nobody else's to write to. */
const OWN_MODE = 0o755;
/** Beside each other in an archive's folder: its content, and what it looked like when it was unpacked. */
const ROOT = "root";
const SEAL = "seal";

/** The folder below `cache` that holds unpacked archives. */
export function rootfsFolder(cache: string): string {
  return join(cache, "rootfs");
}

/**
 * Folder with the content of an archive (tar or tar.gz), unpacked unless it is there already. Owners are kept
 * only by root, so every user has folders of his own. Device nodes and sockets are left out, setuid bits dropped.
 * Two processes may do this at the same time. Rejects with Unavailable.
 */
export async function unpackRootfs(archive: RootfsArchive, cache: string): Promise<string> {
  const folder = rootfsFolder(cache);
  const uid = process.getuid?.() ?? 0;
  const finished = join(folder, `${archive.digest.replace(/^sha256:/, "")}-${uid}`);
  await makeOwnFolder(folder, cache);
  if (await isSealed(finished)) return join(finished, ROOT);
  const unfinished = join(folder, unfinishedName());
  try {
    await mkdir(join(unfinished, ROOT), { recursive: true });
    await unpack(archive.path, join(unfinished, ROOT), uid === 0);
    await writeFile(join(unfinished, SEAL), sealOf(join(unfinished, ROOT)), { flag: "wx", mode: 0o600 });
    await chmod(unfinished, OWN_MODE);
    await moveInto(unfinished, finished);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    const why = unpackTrouble(error, archive, cache);
    throw new Unavailable(`${archive.path} could not be unpacked to ${folder}: ${why}`, { cause: error });
  }
  return join(finished, ROOT);
}

/** The folder for all roots, which nobody else may change. Rejects with Unavailable. */
async function makeOwnFolder(folder: string, cache: string): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
    await mkdir(folder, { mode: OWN_MODE }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await refuseForeign(folder);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw cacheTrouble(error, cache) ?? error;
  }
}

/** Rejects with Unavailable for what another user owns or may change. */
async function refuseForeign(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isDirectory() && found.uid === (process.getuid?.() ?? 0) && (found.mode & 0o022) === 0) return;
  throw new Unavailable(
    `${path} is not this user's alone: others could have changed what is in it; remove it, or set RESOLVER_MATRIX_CACHE to a folder of your own`,
  );
}

/**
 * Whether the root is there, and as it was unpacked. One that was changed goes away and is told: Unavailable. A folder
 * without a seal is of an earlier version, and goes away too.
 */
async function isSealed(finished: string): Promise<boolean> {
  if ((await lstat(finished).catch(() => null)) === null) return false;
  await refuseForeign(finished);
  const seal = await readFile(join(finished, SEAL), "utf8").catch(() => null);
  if (seal !== null && seal === sealOf(join(finished, ROOT))) return true;
  // Under another name first: another process may unpack it in the meantime.
  const aside = `${finished}.${randomBytes(4).toString("hex")}`;
  await rename(finished, aside);
  await rm(aside, { recursive: true, force: true });
  if (seal === null) return false;
  throw new Unavailable(
    `${finished} was changed after it was unpacked and verified, so it was removed; the next run unpacks it anew`,
  );
}

/** The file system's errors are the cache's, but for those of the archive itself. */
function unpackTrouble(error: unknown, archive: RootfsArchive, cache: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const ofArchive = error instanceof Error && "path" in error && error.path === archive.path;
  return ofArchive ? message : (cacheTrouble(error, cache)?.message ?? message);
}

/** Gives the folder its final name; when another process was faster, its folder serves as well. */
async function moveInto(unfinished: string, finished: string): Promise<void> {
  try {
    await rename(unfinished, finished);
  } catch (error) {
    const there = await lstat(finished).catch(() => null);
    if (there?.isDirectory() !== true) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function unpack(archive: string, root: string, keepOwners: boolean): Promise<void> {
  const entries = extract();
  const source = createReadStream(archive);
  const broken = new AbortController();
  const unpacker = new Unpacker(root, keepOwners, broken.signal);
  const reading = (await isGzip(archive))
    ? pipeline(source, createGunzip(), entries)
    : pipeline(source, entries);
  // The content of an entry that the archive ends in would be waited for forever.
  reading.catch((error: unknown) => broken.abort(error));
  try {
    for await (const entry of entries) {
      await unpacker.add(entry.header, entry);
      entry.resume();
    }
  } catch (error) {
    throw error instanceof Error && error.name === "AbortError" ? broken.signal.reason : error;
  }
  await reading;
  await unpacker.finish();
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

class Unpacker {
  readonly #root: string;
  readonly #keepOwners: boolean;
  /** Aborted when the archive cannot be read on. */
  readonly #broken: AbortSignal;
  /** Set at the end: a folder without write permission must first be filled. */
  readonly #folderModes = new Map<string, number>();
  #entries = 0;
  #totalBytes = 0;

  constructor(root: string, keepOwners: boolean, broken: AbortSignal) {
    this.#root = root;
    this.#keepOwners = keepOwners;
    this.#broken = broken;
  }

  async add(header: Header, content: AsyncIterable<unknown>): Promise<void> {
    this.#entries++;
    this.#totalBytes += header.size;
    if (this.#entries > MAX_ENTRIES || this.#totalBytes > MAX_TOTAL_BYTES) {
      throw new UnsafeArchive(`more than ${MAX_ENTRIES} entries or ${MAX_TOTAL_BYTES} bytes`);
    }
    const components = entryComponents(header.name);
    if (header.type === "directory") await this.#folder(components, header);
    else if (components.length === 0) throw new UnsafeArchive("the root is not a folder");
    else await this.#leaf(components, header, content);
  }

  /** Deepest folders first, so that no parent is closed before its children are done. */
  async finish(): Promise<void> {
    const deepestFirst = [...this.#folderModes].sort(([left], [right]) => right.length - left.length);
    for (const [path, mode] of deepestFirst) {
      // A later entry may have put a link in a folder's place, and chmod follows links.
      if ((await lstat(path).catch(() => null))?.isDirectory() === true) await chmod(path, mode);
    }
    await chmod(this.#root, ROOT_MODE);
  }

  async #folder(components: readonly string[], header: Header): Promise<void> {
    const path = await folderInRoot(this.#root, components);
    this.#folderModes.set(path, modeOf(header));
    await this.#own(path, header);
  }

  async #leaf(components: readonly string[], header: Header, content: AsyncIterable<unknown>): Promise<void> {
    const folder = await folderInRoot(this.#root, components.slice(0, -1));
    const path = join(folder, components.at(-1) ?? "");
    switch (header.type) {
      case "file":
      case "contiguous-file":
        await clear(path);
        await pipeline(content, createWriteStream(path, { flags: "wx", mode: 0o600 }), {
          signal: this.#broken,
        });
        await this.#own(path, header);
        await chmod(path, modeOf(header));
        break;
      case "symlink":
        refuseLong(header.linkname);
        await clear(path);
        await symlink(header.linkname, path);
        await this.#own(path, header);
        break;
      case "link":
        await this.#hardLink(path, header.linkname);
        break;
      default:
        // Device nodes, FIFOs and sockets: a cell brings its own /dev.
        break;
    }
  }

  async #hardLink(path: string, target: string): Promise<void> {
    const components = entryComponents(target);
    const folder = await folderInRoot(this.#root, components.slice(0, -1));
    const source = join(folder, basename(target));
    if (source === path) return;
    const stats = await lstat(source).catch(() => null);
    if (stats === null || stats.isDirectory()) {
      throw new UnsafeArchive(
        `the link ${JSON.stringify(path)} points to nothing: ${JSON.stringify(target)}`,
      );
    }
    await clear(path);
    await link(source, path);
  }

  async #own(path: string, { uid, gid }: Header): Promise<void> {
    if (this.#keepOwners) await lchown(path, uid, gid);
  }
}

/** A later entry replaces an earlier one of the same name. */
async function clear(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

function modeOf({ mode }: Header): number {
  return mode & MODE_MASK;
}

/** Root filesystem archives that people have laid ready in a folder. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Unavailable } from "../errors.ts";
import { shown } from "../yaml/shown.ts";
import type { RootfsArchive } from "./image.ts";

/** POSIX ustar and GNU tar alike (pax(1), "ustar Interchange Format"). */
const TAR_MAGIC = { offset: 257, text: "ustar" };
const GZIP_MAGIC = [0x1f, 0x8b];

/** Where to look and for what, as an image's definition and RESOLVER_MATRIX_IMAGES say. */
export interface ArchiveSearch {
  readonly folder: string | null;
  /** A file name in which * stands for anything. */
  readonly pattern: string;
  /** Checksums of known files by name. */
  readonly sha256: Readonly<Record<string, string>>;
}

/**
 * The archive of that name: a known one before others, of those the last by name. A known one must have its checksum.
 * Rejects with Unavailable and the reason.
 */
export async function findLocalArchive({ folder, pattern, sha256 }: ArchiveSearch): Promise<RootfsArchive> {
  if (folder === null) throw new Unavailable("RESOLVER_MATRIX_IMAGES names no folder");
  const name = bestName(await namesIn(folder, pattern), sha256);
  if (name === undefined) throw new Unavailable(`no such file in ${folder}`);
  const path = join(folder, name);
  try {
    if (!(await stat(path)).isFile()) throw new Unavailable(`${path} is not a file`);
    if (!(await isTar(path))) throw new Unavailable(`${path} is neither tar nor tar.gz`);
    const digest = await sha256Of(path);
    const known = Object.hasOwn(sha256, name) ? sha256[name] : undefined;
    if (known !== undefined && digest !== known) {
      throw new Unavailable(`${path} is damaged or another file: its SHA-256 is ${digest}, not ${known}`);
    }
    return { path, digest: `sha256:${digest}` };
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** The name of the archive that a search would take, without reading it; null for none. */
export async function localArchiveName({ folder, pattern, sha256 }: ArchiveSearch): Promise<string | null> {
  if (folder === null) return null;
  try {
    return bestName(await namesIn(folder, pattern), sha256) ?? null;
  } catch (error) {
    if (error instanceof Unavailable) return null;
    throw error;
  }
}

/** SHA-256 of a file in hexadecimal digits. Rejects with errors of the file system. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 })) hash.update(chunk);
  return hash.digest("hex");
}

async function namesIn(folder: string, pattern: string): Promise<readonly string[]> {
  const matching = patternToRegExp(pattern);
  try {
    return (await readdir(folder)).filter((name) => matching.test(name)).sort();
  } catch (error) {
    throw new Unavailable(`the folder ${shown(folder)} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function patternToRegExp(pattern: string): RegExp {
  const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`);
}

function bestName(names: readonly string[], sha256: ArchiveSearch["sha256"]): string | undefined {
  return names.findLast((name) => Object.hasOwn(sha256, name)) ?? names.at(-1);
}

async function isTar(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.subarray(0, bytesRead);
    const magic = start.toString("latin1", TAR_MAGIC.offset, TAR_MAGIC.offset + TAR_MAGIC.text.length);
    return GZIP_MAGIC.every((byte, index) => start[index] === byte) || magic === TAR_MAGIC.text;
  } finally {
    await file.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

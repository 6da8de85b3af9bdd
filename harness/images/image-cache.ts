/** Root filesystems that were pulled or assembled before: an archive each, and a record that says what it is. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../owned/atomic-file.ts";
import type { ImageSource, RootfsArchive } from "./image.ts";
import { sha256Of } from "./local-archive.ts";

/** To be raised when equal sources begin to give another root: what is cached is then made again. */
const FORMAT = 1;

/** Node's names of CPUs to those of Debian and OCI, which are the same for what labd runs on. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
/** This machine's CPU as Debian and OCI call it: "amd64". */
export const MACHINE_ARCHITECTURE = ARCHITECTURES[process.arch] ?? process.arch;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const record = z.strictObject({
  format: z.literal(FORMAT),
  imageDigest: digest,
  archiveDigest: digest,
  origin: z.string(),
});

/** What an image is, beside its archive. */
export interface CachedFacts {
  /** "sha256:…" that identifies the image: a registry's, or the archive's own. */
  readonly imageDigest: string;
  /** "sha256:…" of the archive's bytes. */
  readonly archiveDigest: string;
  /** Where it came from, for people. */
  readonly origin: string;
}

export interface CachedImage {
  readonly archive: RootfsArchive;
  readonly imageDigest: string;
  readonly origin: string;
}

export type CacheLookup =
  | { readonly kind: "found"; readonly image: CachedImage }
  | { readonly kind: "absent" }
  /** Something is there and of no use; `reason` is for people. */
  | { readonly kind: "damaged"; readonly reason: string };

/** Files of the cache for one source and CPU, all in `folder`. */
export interface CachePlace {
  readonly folder: string;
  readonly archive: string;
  readonly record: string;
  readonly lock: string;
}

/** Where the root of `source` lies; the file names tell apart everything that a root is made from. */
export function cachePlace(cache: string, source: ImageSource, architecture: string): CachePlace {
  const identity = createHash("sha256")
    .update(JSON.stringify([FORMAT, architecture, source]))
    .digest("hex");
  const folder = join(cache, "images");
  const path = join(folder, `${readableName(source)}-${architecture}-${identity.slice(0, 16)}`);
  return { folder, archive: `${path}.tar`, record: `${path}.json`, lock: `${path}.lock` };
}

/** Looks an image up; the archive's bytes are verified. Never rejects. */
export async function readCached({ archive: path, record: recordPath }: CachePlace): Promise<CacheLookup> {
  try {
    const known = record.parse(JSON.parse(await readFile(recordPath, "utf8")));
    const found = `sha256:${await sha256Of(path)}`;
    if (found !== known.archiveDigest) return { kind: "damaged", reason: `${path} is not what was stored` };
    const { imageDigest, origin } = known;
    return { kind: "found", image: { archive: { path, digest: found }, imageDigest, origin } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isFormat = error instanceof z.ZodError || error instanceof SyntaxError;
    if (isFormat) return { kind: "damaged", reason: `${recordPath} is not understood` };
    return isMissing(error, recordPath) ? { kind: "absent" } : { kind: "damaged", reason };
  }
}

/** Takes the archive that `make` writes to a path into the cache. Rejects as `make` and the file system do. */
export async function store(
  place: CachePlace,
  make: (path: string) => Promise<CachedFacts>,
): Promise<CachedImage> {
  const facts = await writeAtomically(place.archive, make);
  const text = `${JSON.stringify({ format: FORMAT, ...facts }, null, 2)}\n`;
  await writeAtomically(place.record, (path) => writeFile(path, text));
  const { imageDigest, archiveDigest, origin } = facts;
  return { archive: { path: place.archive, digest: archiveDigest }, imageDigest, origin };
}

function isMissing(error: unknown, path: string): boolean {
  const isSystemError = error instanceof Error && "code" in error && "path" in error;
  return isSystemError && error.code === "ENOENT" && error.path === path;
}

/** What people see when they look into the folder. */
function readableName(source: ImageSource): string {
  const text =
    source.kind === "registry"
      ? source.reference
      : source.kind === "debian"
        ? [source.suite, ...source.packages].join("-")
        : source.pattern;
  return text.replaceAll(/[^A-Za-z0-9.-]+/g, "-").slice(0, 60);
}

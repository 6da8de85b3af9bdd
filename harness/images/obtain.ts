/** Gets an image: from a folder of archives, the cache, a Docker engine, a registry, or Debian's packages. */
import { basename } from "node:path";
import { Unavailable } from "../errors.ts";
import { unavailableReason } from "../owned/waiting.ts";
import { cacheTrouble } from "./cache.ts";
import type { EngineImages, ImageDefinition, ImageSource, ReadyImage } from "./image.ts";
import {
  type CachedImage,
  type CacheLookup,
  cachePlace,
  MACHINE_ARCHITECTURE,
  readCached,
} from "./image-cache.ts";
import { findLocalArchive } from "./local-archive.ts";
import { makeRootfs } from "./make-rootfs.ts";

export interface ObtainOptions {
  /** Folder with root filesystem archives (RESOLVER_MATRIX_IMAGES); null where there is none. */
  readonly imagesDirectory: string | null;
  readonly cacheDirectory: string;
  /** For RESOLVER_MATRIX_DEBIAN_MIRROR, RESOLVER_MATRIX_INSECURE_REGISTRIES and DOCKER_CONFIG. */
  readonly env: NodeJS.ProcessEnv;
  /** null: images of registries become archives of the cache. */
  readonly engineImages: EngineImages | null;
  /** Told in one line what takes a while. */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What came of one way to get an image. */
type Attempt =
  | { readonly kind: "ready"; readonly image: ReadyImage }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Tries the definition's local archives, then the cache, then its other sources in order. Downloads are verified and
 * kept in the cache, or in the engine. Rejects with Unavailable whose message says what each of them answered.
 */
export async function obtainImage(definition: ImageDefinition, options: ObtainOptions): Promise<ReadyImage> {
  if (definition.sources.length === 0) {
    throw new Unavailable(`${definition.id} is a release without an image: it can only be emulated`);
  }
  const local = definition.sources.filter((source) => source.kind === "archive");
  const remote = definition.sources.filter((source) => source.kind !== "archive");
  const ways: readonly (() => Promise<Attempt>)[] = [
    ...local.map((source) => () => fromFolder(definition, source, options)),
    ...remote.map((source) => () => fromCache(definition, source, options)),
    ...remote.map((source) => () => fromSource(definition, source, options)),
  ];
  const reasons: string[] = [];
  for (const way of ways) {
    const attempt = await way();
    if (attempt.kind === "ready") return attempt.image;
    if (options.signal.aborted) throw unavailableReason(options.signal);
    if (attempt.reason !== "") reasons.push(attempt.reason);
  }
  throw new Unavailable(`image ${definition.id} cannot be had: ${reasons.join("; ")}`);
}

type SourceOf<Kind extends ImageSource["kind"]> = Extract<ImageSource, { kind: Kind }>;

async function fromFolder(
  { id, libc }: ImageDefinition,
  source: SourceOf<"archive">,
  { imagesDirectory }: ObtainOptions,
): Promise<Attempt> {
  return attempt(sourceName(source), async () => {
    const archive = await findLocalArchive({ ...source, folder: imagesDirectory });
    const origin = `archive ${basename(archive.path)}`;
    return { id, libc, digest: archive.digest, origin, content: { kind: "archive", archive } };
  });
}

/** An image that is simply not there yet is no news. */
async function fromCache(
  definition: ImageDefinition,
  source: ImageSource,
  options: ObtainOptions,
): Promise<Attempt> {
  const found = await readCached(cachePlace(options.cacheDirectory, source, MACHINE_ARCHITECTURE));
  if (found.kind === "found") return { kind: "ready", image: readyImage(definition, found.image) };
  return { kind: "failed", reason: tellDamage(found, definition, options) };
}

async function fromSource(
  definition: ImageDefinition,
  source: SourceOf<"registry" | "debian">,
  options: ObtainOptions,
): Promise<Attempt> {
  const { engineImages, cacheDirectory, signal, env } = options;
  const progress = (line: string): void => options.progress(`${definition.id}: ${line}`);
  return attempt(sourceName(source), async () => {
    if (source.kind === "registry" && engineImages !== null) {
      const { imageId, digest } = await engineImages.pull(source.reference, progress, signal);
      const origin = sourceName(source);
      return {
        id: definition.id,
        libc: definition.libc,
        digest,
        origin,
        content: { kind: "engine", imageId },
      };
    }
    try {
      const architecture = MACHINE_ARCHITECTURE;
      const request = { source, architecture, cacheDirectory, env, progress, signal };
      return readyImage(definition, await makeRootfs(request));
    } catch (error) {
      throw cacheTrouble(error, cacheDirectory) ?? error;
    }
  });
}

function readyImage(
  { id, libc }: ImageDefinition,
  { archive, imageDigest, origin }: CachedImage,
): ReadyImage {
  return { id, libc, digest: imageDigest, origin, content: { kind: "archive", archive } };
}

/** Turns an Unavailable into an answer; everything else is a mistake of ours and goes through. */
async function attempt(name: string, get: () => Promise<ReadyImage>): Promise<Attempt> {
  try {
    return { kind: "ready", image: await get() };
  } catch (error) {
    if (error instanceof Unavailable) return { kind: "failed", reason: `${name}: ${error.message}` };
    throw error;
  }
}

function tellDamage(found: CacheLookup, { id }: ImageDefinition, { progress }: ObtainOptions): string {
  if (found.kind !== "damaged") return "";
  progress(`${id}: the cached image is of no use: ${found.reason}`);
  return `cache: ${found.reason}`;
}

/** What people call a source: "registry alpine:3.8". */
export function sourceName(source: ImageSource): string {
  switch (source.kind) {
    case "registry":
      return `registry ${source.reference}`;
    case "archive":
      return `archive ${source.pattern}`;
    case "debian":
      return `Debian ${source.suite}`;
  }
}

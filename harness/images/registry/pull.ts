/** Pulls an image of a registry and flattens its layers to one root filesystem. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Unavailable } from "../../errors.ts";
import type { ImageReference } from "../reference.ts";
import { layArchive, RootfsBudget } from "../rootfs/lay.ts";
import { archiveTrouble } from "../rootfs/safe-path.ts";
import { RootfsTree } from "../rootfs/tree.ts";
import { writeRootfs } from "../rootfs/write.ts";
import { type ClientOptions, type RawManifest, RepositoryClient } from "./client.ts";
import {
  type Descriptor,
  type ImageManifest,
  MAX_CONFIG_BYTES,
  readDiffIds,
  readManifest,
} from "./manifest.ts";

/** Progress is told each time so much more is there. */
const PROGRESS_BYTES = 10 * 1024 ** 2;

export interface PullRequest extends ClientOptions {
  readonly reference: ImageReference;
  /** OCI's name of the CPU: "amd64". */
  readonly architecture: string;
  /** A folder for what is needed on the way. */
  readonly work: string;
  /** The tar to write; it must not exist. */
  readonly target: string;
  readonly progress: (line: string) => void;
}

export interface Pulled {
  /** Digest that the tag stands for, or the one that was asked for: of the index where there is one. */
  readonly imageDigest: string;
  /** Digest of the tar. */
  readonly digest: string;
}

/** Rejects with Unavailable, and with errors of the file system. Everything that is read is verified by digest. */
export async function pullRootfs(request: PullRequest): Promise<Pulled> {
  const { reference, progress } = request;
  const client = new RepositoryClient(reference, request);
  const top = await client.manifest(reference.digest ?? reference.tag ?? "latest");
  const { config, layers } = await imageManifest(client, top, request.architecture);
  const diffIds = readDiffIds(await smallBlob(client, config), layers.length);
  const tree = new RootfsTree();
  const budget = new RootfsBudget();
  const archives: string[] = [];
  for (const [number, layer] of layers.entries()) {
    const path = join(request.work, `${number}.layer`);
    const name = `layer ${number + 1} of ${layers.length}`;
    const tell = (bytes: number): void =>
      progress(`${name}: ${megabytes(bytes)} of ${megabytes(layer.size)} MB`);
    await pipeline(verified(client, layer, tell), createWriteStream(path, { flags: "wx" }));
    await layLayer(tree, budget, { path, number }, name, diffIds[number] ?? "");
    archives.push(path);
  }
  return { imageDigest: top.digest, digest: await writeRootfs(tree, archives, request.target) };
}

async function imageManifest(
  client: RepositoryClient,
  top: RawManifest,
  architecture: string,
): Promise<ImageManifest> {
  const first = readManifest(top.bytes, top.mediaType, architecture);
  if (first.kind === "image") return first.image;
  const chosen = await client.manifest(first.digest);
  const second = readManifest(chosen.bytes, chosen.mediaType, architecture);
  if (second.kind === "image") return second.image;
  throw new Unavailable("its index leads to another index");
}

async function smallBlob(client: RepositoryClient, blob: Descriptor): Promise<Buffer> {
  if (blob.size > MAX_CONFIG_BYTES) throw new Unavailable(`its configuration has ${blob.size} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of verified(client, blob, () => {})) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes of a blob; after the last one it is certain that they are right. */
async function* verified(
  client: RepositoryClient,
  { digest, size }: Descriptor,
  tell: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  let told = 0;
  tell(0);
  for await (const chunk of client.blob(digest)) {
    bytes += chunk.length;
    if (bytes > size) break;
    hash.update(chunk);
    if (bytes - told >= PROGRESS_BYTES) {
      told = bytes;
      tell(bytes);
    }
    yield chunk;
  }
  if (bytes !== size)
    throw new Unavailable(`the registry sent ${bytes} bytes or more for ${digest} of ${size}`);
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw new Unavailable(`the registry sent ${found} for ${digest}`);
}

async function layLayer(
  tree: RootfsTree,
  budget: RootfsBudget,
  { path, number }: { readonly path: string; readonly number: number },
  name: string,
  diffId: string,
): Promise<void> {
  const hash = createHash("sha256");
  try {
    await layArchive(tree, { path, number, kind: "layer" }, budget, (chunk) => hash.update(chunk));
  } catch (error) {
    throw archiveTrouble(error, name);
  }
  const found = `sha256:${hash.digest("hex")}`;
  if (found !== diffId)
    throw new Unavailable(`${name} is ${found} when uncompressed and should be ${diffId}`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

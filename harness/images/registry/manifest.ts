/** Manifests and indexes: OCI image-spec 1.1 and Docker's schema 2, which differ in the names of types only. */
import { z } from "zod";
import { Unavailable } from "../../errors.ts";
import { shown } from "../../yaml/shown.ts";

const INDEX_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const IMAGE_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
/** What the client can read, for its Accept header. */
export const MANIFEST_TYPES: readonly string[] = [...INDEX_TYPES, ...IMAGE_TYPES];

const CONFIG_TYPES = [
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
];
/** How a layer is compressed is seen from its bytes. */
const LAYER_TYPES =
  /^application\/vnd\.(?:oci\.image\.layer\.v1\.tar(?:\+gzip|\+zstd)?|docker\.image\.rootfs\.diff\.tar(?:\.gzip|\.zstd)?)$/;
const MAX_LAYERS = 500;
/** All layers together, compressed. */
const MAX_LAYER_BYTES = 4 * 1024 ** 3;
export const MAX_CONFIG_BYTES = 8 * 1024 ** 2;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptor = z.object({ mediaType: z.string(), digest, size: z.int().min(0) });
const index = z.object({
  manifests: z
    .array(
      descriptor.extend({
        platform: z
          .object({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
          .optional(),
      }),
    )
    .max(1000),
});
const imageManifest = z.object({ config: descriptor, layers: z.array(descriptor).max(MAX_LAYERS) });
const imageConfig = z.object({ rootfs: z.object({ diff_ids: z.array(digest) }) });

export type Descriptor = z.infer<typeof descriptor>;

export interface ImageManifest {
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
}

export type Manifest =
  | { readonly kind: "image"; readonly image: ImageManifest }
  /** Digest of the manifest for the wanted CPU. */
  | { readonly kind: "index"; readonly digest: string };

/**
 * Reads a manifest, or chooses from an index the one for Linux on `architecture` ("amd64").
 * Throws Unavailable for anything that is no container image for it.
 */
export function readManifest(bytes: Buffer, contentType: string, architecture: string): Manifest {
  const json = parseJson(bytes, "the manifest");
  const written = z.object({ mediaType: z.string() }).safeParse(json).data?.mediaType;
  const mediaType = written ?? contentType;
  // Two types for the same bytes would mean two images of one digest (OCI image-spec 1.1, "mediaType").
  if (mediaType !== contentType && MANIFEST_TYPES.includes(contentType)) {
    throw new Unavailable(
      `its manifest is sent as ${shown(contentType)} and calls itself ${shown(mediaType)}`,
    );
  }
  if (INDEX_TYPES.includes(mediaType)) {
    const { manifests } = checked(index, json, "the index");
    return { kind: "index", digest: choose(manifests, architecture) };
  }
  if (!IMAGE_TYPES.includes(mediaType)) {
    throw new Unavailable(`its manifest is of type ${shown(mediaType)}, which is not supported`);
  }
  const image = checked(imageManifest, json, "the manifest");
  if (!CONFIG_TYPES.includes(image.config.mediaType)) {
    throw new Unavailable(`it is no container image but ${shown(image.config.mediaType)}`);
  }
  const foreign = image.layers.find((layer) => !LAYER_TYPES.test(layer.mediaType));
  if (foreign !== undefined) throw new Unavailable(`it has a layer of type ${shown(foreign.mediaType)}`);
  const bytesInAll = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  if (bytesInAll > MAX_LAYER_BYTES)
    throw new Unavailable(`its layers have ${bytesInAll} bytes, which is too much`);
  return { kind: "image", image };
}

/** Digests of the uncompressed layers, lowest first. Throws Unavailable. */
export function readDiffIds(config: Buffer, layers: number): readonly string[] {
  const { rootfs } = checked(imageConfig, parseJson(config, "the configuration"), "the configuration");
  if (rootfs.diff_ids.length === layers) return rootfs.diff_ids;
  throw new Unavailable(`its configuration has ${rootfs.diff_ids.length} layers, its manifest ${layers}`);
}

function choose(manifests: z.infer<typeof index>["manifests"], architecture: string): string {
  const linux = manifests.filter(({ platform }) => platform?.os === "linux");
  const found = linux.find(({ platform }) => platform?.architecture === architecture);
  if (found !== undefined) return found.digest;
  const offered = linux.map(({ platform }) => platform?.architecture ?? "").map((text) => shown(text));
  throw new Unavailable(`it is not there for ${architecture}, only for ${offered.join(", ") || "no Linux"}`);
}

function checked<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join(".") ?? "";
  throw new Unavailable(`${what} is not well formed${where === "" ? "" : ` at ${shown(where)}`}`);
}

function parseJson(bytes: Buffer, what: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Unavailable(`${what} is not JSON`);
  }
}

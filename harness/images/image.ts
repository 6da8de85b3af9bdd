/** Images: what a matrix column stands on. */
import type { FileSpec } from "../scenario/scenario.ts";

/** One way to get an image, tried in the order of the definition. */
export type ImageSource =
  /** An image of a registry, by reference ("alpine:3.8", "registry.example/x@sha256:…"). */
  | { readonly kind: "registry"; readonly reference: string }
  /** A root filesystem archive in the folder that RESOLVER_MATRIX_IMAGES names; glob pattern of file names. */
  | { readonly kind: "archive"; readonly pattern: string; readonly sha256: Readonly<Record<string, string>> }
  /** A root filesystem assembled from packages of one Debian suite. */
  | {
      readonly kind: "debian";
      readonly suite: string;
      readonly packages: readonly string[];
      /** Files that maintainer scripts would have written. */
      readonly files: Readonly<Record<string, string>>;
    };

/** The libc that an image must contain. */
export interface DeclaredLibc {
  readonly family: "musl" | "glibc";
  /** Upstream version that the libc reports of itself. */
  readonly version: string;
  /** Distribution's release, where the version alone is not one resolver: "196.el7". */
  readonly release: string | null;
  /** Known GNU build ids (hex) of that libc; empty when none is known. */
  readonly buildIds: readonly string[];
}

/** One file of images/. */
export interface ImageDefinition {
  readonly id: string;
  readonly title: string;
  readonly libc: DeclaredLibc | null;
  readonly sources: readonly ImageSource[];
  /** Whether the image belongs to the default set of the catalogue. */
  readonly default: boolean;
  /** Whether what is declared comes from documents alone: nobody who wrote it down has run the image. */
  readonly unverified: boolean;
  /**
   * Files that a container of the image has and that resolvers read, by absolute path, as text: what the engine
   * "model" takes for the image's own, since it never sees the image. /etc/hosts with localhost needs no mention.
   */
  readonly etc?: Readonly<Record<string, string>>;
}

/** A root filesystem as an uncompressed or gzip tar on disk, complete and verified. */
export interface RootfsArchive {
  readonly path: string;
  /** "sha256:…" of the archive's bytes. */
  readonly digest: string;
}

/** An image that an engine can start. */
export interface ReadyImage {
  readonly id: string;
  readonly libc: DeclaredLibc | null;
  /** "sha256:…" that identifies the content. */
  readonly digest: string;
  /** Which source it came from, for people: "registry alpine:3.8", "archive alpine-minirootfs-3.8.5-x86_64.tar.gz". */
  readonly origin: string;
  /** Where the content is: an archive on this machine, already in the Docker engine, or nowhere but in our mind. */
  readonly content:
    | { readonly kind: "archive"; readonly archive: RootfsArchive }
    | { readonly kind: "engine"; readonly imageId: string }
    | { readonly kind: "imagined"; readonly files: Readonly<Record<string, FileSpec>> };
}

/** A container engine that gets images of registries by itself. */
export interface EngineImages {
  /** Gets an image unless the engine has it. Rejects with Unavailable. */
  pull(
    reference: string,
    onProgress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly imageId: string; readonly digest: string }>;
}

/** The libc that was found in an image by running it. */
export interface LibcIdentity {
  readonly family: "musl" | "glibc";
  /** What the libc says of itself: "1.1.19", "2.36". */
  readonly version: string;
  /** GNU build id of the libc in hex, or null. */
  readonly buildId: string | null;
}

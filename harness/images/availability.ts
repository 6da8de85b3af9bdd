/** Where an image is or would come from, without getting it. */
import { access } from "node:fs/promises";
import type { ImageDefinition, ImageSource } from "./image.ts";
import { cachePlace, MACHINE_ARCHITECTURE } from "./image-cache.ts";
import { localArchiveName } from "./local-archive.ts";

export type Availability =
  /** Its archive lies ready, or it was got before. */
  | { readonly kind: "at-hand"; readonly source: ImageSource }
  /** A run would get it over the network. */
  | { readonly kind: "to-get"; readonly source: ImageSource }
  /** It comes from an archive alone, and that is not there. */
  | { readonly kind: "absent" };

/**
 * Looks for an image on this machine. What lies in a Docker engine is not looked at.
 *
 * @param imagesDirectory folder with archives (RESOLVER_MATRIX_IMAGES), null where there is none
 */
export async function availabilityOf(
  { sources }: ImageDefinition,
  imagesDirectory: string | null,
  cacheDirectory: string,
): Promise<Availability> {
  for (const source of sources) {
    const isHere =
      source.kind === "archive"
        ? (await localArchiveName({ ...source, folder: imagesDirectory })) !== null
        : await exists(cachePlace(cacheDirectory, source, MACHINE_ARCHITECTURE).record);
    if (isHere) return { kind: "at-hand", source };
  }
  const source = sources.find(({ kind }) => kind !== "archive");
  return source === undefined ? { kind: "absent" } : { kind: "to-get", source };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

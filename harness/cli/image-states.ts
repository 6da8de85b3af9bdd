/** What this machine has of each image of the catalogue, for `images list` and `doctor`. */
import { type Availability, availabilityOf } from "../images/availability.ts";
import { cacheDirectory } from "../images/cache.ts";
import { readConfirmed } from "../images/confirmed.ts";
import type { ImageDefinition } from "../images/image.ts";
import { libcName, loadCatalogue } from "../library/catalogue.ts";

export interface ImageState {
  readonly image: ImageDefinition;
  readonly availability: Availability;
  /** Declared from documents, and no run on this machine has confirmed it. */
  readonly isUnverified: boolean;
}

/** All images in the order of the catalogue. */
export async function imageStates(): Promise<readonly ImageState[]> {
  const folder = process.env.RESOLVER_MATRIX_IMAGES || null;
  const cache = cacheDirectory();
  const [{ images }, isConfirmed] = await Promise.all([loadCatalogue(), readConfirmed(cache)]);
  return Promise.all(
    images.map(async (image) => ({
      image,
      availability: await availabilityOf(image, folder, cache),
      isUnverified: image.unverified && !isConfirmed(image.id, libcName(image)),
    })),
  );
}

/** In a few words: "at hand", "would be pulled, unverified". */
export function imageStatus({ availability, isUnverified }: ImageState): string {
  return `${availabilityText(availability)}${isUnverified ? ", unverified" : ""}`;
}

function availabilityText(availability: Availability): string {
  switch (availability.kind) {
    case "at-hand":
      return "at hand";
    case "to-get":
      return availability.source.kind === "debian" ? "would be assembled" : "would be pulled";
    case "absent":
      return "no archive";
  }
}

/** The images of images/: one file each. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "../disk/read-text.ts";
import { Failure } from "../errors.ts";
import { packageRoot } from "../package-root.ts";
import { isLibcId, type LibcId, parseResolverId } from "../resolvers/id.ts";
import { didYouMean } from "../yaml/did-you-mean.ts";
import { shown } from "../yaml/shown.ts";
import type { ImageDefinition } from "./image.ts";
import { parseImageDefinition } from "./parse.ts";
import { imageOfReference, looksLikeReference } from "./reference.ts";

const SUFFIX = ".yaml";

/** Ids of all images in the order of the catalogue: file names without .yaml, numbers by their value. */
export async function listImages(): Promise<readonly string[]> {
  const byName = new Intl.Collator("en", { numeric: true });
  return (await readdir(directory()))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort(byName.compare);
}

/** All images, in the order of their ids. Rejects with Failure "usage" for a broken file. */
export async function loadImages(): Promise<readonly ImageDefinition[]> {
  return Promise.all((await listImages()).map(loadImage));
}

/**
 * The image of an id, or one made up for an OCI reference ("nginx:alpine"), whose libc nobody knows yet.
 * Rejects with Failure "usage" for anything else.
 */
export async function findImage(id: string): Promise<ImageDefinition> {
  const ids = await listImages();
  if (ids.includes(id)) return loadImage(id);
  const release = parseResolverId(id);
  if (release !== null && isLibcId(release)) return imageOfRelease(id, release);
  if (looksLikeReference(id)) return imageOfReference(id);
  throw new Failure("usage", `no image ${shown(id)}${didYouMean(id, ids)}`, {
    advice: `there are ${ids.join(", ")}; an image of a registry is written with its tag, such as nginx:alpine`,
  });
}

/** What an image with nothing but a libc would be: no place has it, but its files can be imagined. */
function imageOfRelease(id: string, { family, version, release }: LibcId): ImageDefinition {
  return {
    id,
    title: `${id} without an image`,
    libc: { family, version, release, buildIds: [] },
    sources: [],
    default: false,
    unverified: true,
    etc: family === "glibc" ? USUAL_OF_GLIBC : {},
  };
}

/** What distributions with glibc have, and those with musl have not. */
const USUAL_OF_GLIBC: Readonly<Record<string, string>> = {
  "/etc/nsswitch.conf": "hosts: files dns\n",
  "/etc/host.conf": "multi on\n",
};

async function loadImage(id: string): Promise<ImageDefinition> {
  const file = join(directory(), `${id}${SUFFIX}`);
  return parseImageDefinition(await readText(file), file, id);
}

function directory(): string {
  return join(packageRoot, "images");
}

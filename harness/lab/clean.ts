/** Removes what runs that were killed may have left: containers, processes, half-unpacked images. */
import { join } from "node:path";
import { cacheDirectory } from "../images/cache.ts";
import { removeDeadLocks } from "../owned/lock.ts";
import { removeUnfinished } from "../owned/unfinished.ts";
import { cleanContainers } from "./docker/clean.ts";
import { cleanImages } from "./docker/clean-images.ts";
import { connectDocker } from "./docker/connect.ts";
import { cleanBounds } from "./local/bounds.ts";
import { cleanProcesses, cleanUnfinished } from "./local/clean.ts";

export interface Cleaned {
  /** What was removed, one text for people each. */
  readonly removed: readonly string[];
  /** What was found and stays, with the reason. */
  readonly kept: readonly string[];
  /** Where nothing could be looked for, with the reason. */
  readonly notLooked: readonly string[];
}

/** Folders of the cache in which runs write and lock. */
const WRITTEN = ["images", "apt"] as const;

/**
 * Cleans up behind runs whose process is gone; runs that are still there are left alone. With `images` the images
 * that runs imported into the engine go too, but for those that a container uses.
 */
export async function clean({ images }: { readonly images: boolean }): Promise<Cleaned> {
  const local = [...(await cleanProcesses()), ...cleanBounds(), ...(await cleanCache(cacheDirectory()))];
  const search = await connectDocker();
  if (search.kind === "failed") {
    const notLooked = search.attempts.map(({ source, reason }) => `docker: ${source}: ${reason}`);
    return { removed: local, kept: [], notLooked };
  }
  const containers = await cleanContainers(search.connection);
  const imported = await cleanImages(search.connection, images);
  return {
    removed: [...local, ...containers.removed, ...imported.removed],
    kept: [...containers.kept, ...imported.kept],
    notLooked: [],
  };
}

/** Removes what was begun and never finished; gives the paths. */
async function cleanCache(cache: string): Promise<readonly string[]> {
  const removed = [...(await cleanUnfinished(cache))];
  for (const folder of WRITTEN.map((name) => join(cache, name))) {
    removed.push(...(await removeUnfinished(folder)), ...removeDeadLocks(folder));
  }
  return removed;
}

/** Removes what runs that were killed may have left: containers, processes, half-unpacked images. */
import { cacheDirectory } from "../images/cache.ts";
import { cleanContainers } from "./docker/clean.ts";
import { connectDocker } from "./docker/connect.ts";
import { cleanProcesses, cleanUnfinished } from "./local/clean.ts";

export interface Cleaned {
  /** What was removed, one text for people each. */
  readonly removed: readonly string[];
  /** What was found and stays, with the reason. */
  readonly kept: readonly string[];
  /** Where nothing could be looked for, with the reason. */
  readonly notLooked: readonly string[];
}

/** Cleans up behind runs whose process is gone; runs that are still there are left alone. */
export async function clean(): Promise<Cleaned> {
  const local = [...(await cleanProcesses()), ...(await cleanUnfinished(cacheDirectory()))];
  const search = await connectDocker();
  if (search.kind === "failed") {
    const notLooked = search.attempts.map(({ source, reason }) => `docker: ${source}: ${reason}`);
    return { removed: local, kept: [], notLooked };
  }
  const { removed, kept } = await cleanContainers(search.connection);
  return { removed: [...local, ...removed], kept, notLooked: [] };
}

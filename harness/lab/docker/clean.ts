/** Removes containers whose harness is gone. */
import { ownerGone } from "../../owned/session.ts";
import type { DockerConnection } from "./connect.ts";
import { ownerOf, SESSION_FILTER } from "./labels.ts";

/** What was found and what became of it. */
export interface CleanedContainers {
  /** Names of the containers that were removed. */
  readonly removed: readonly string[];
  /** Those that stay, each with the reason. */
  readonly kept: readonly string[];
}

/** Removes our containers of harness processes that ended. Rejects with what the engine said. */
export async function cleanContainers({ docker }: DockerConnection): Promise<CleanedContainers> {
  const removed: string[] = [];
  const kept: string[] = [];
  for (const info of await docker.listContainers({
    all: true,
    filters: { label: [...SESSION_FILTER.label] },
  })) {
    const name = `container ${info.Names[0]?.replace(/^\//, "") ?? info.Id} (${info.Id.slice(0, 12)})`;
    const owner = ownerOf(info.Labels, info.Names);
    if (owner === null) continue;
    const gone = ownerGone(owner);
    if (gone === true) {
      await docker.getContainer(info.Id).remove({ force: true, v: true });
      removed.push(name);
    } else if (gone === false) {
      kept.push(`${name}: its run, process ${owner.pid}, is still there`);
    } else {
      kept.push(`${name}: it belongs to a run on another machine, ${owner.machine}`);
    }
  }
  return { removed, kept };
}

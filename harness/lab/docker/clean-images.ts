/** Removes images that runs have put into the engine. */
import type Docker from "dockerode";
import type { DockerConnection } from "./connect.ts";
import { IMAGE_LABEL } from "./labels.ts";

/** Names of our images, as Docker and as Podman give them. */
const OURS = /^(?:docker\.io\/|localhost\/)?resolver-matrix\//;
/** A container uses it. */
const HTTP_CONFLICT = 409;
const HTTP_NOT_FOUND = 404;

export interface CleanedImages {
  readonly removed: readonly string[];
  /** Those that stay, each with the reason. */
  readonly kept: readonly string[];
}

/**
 * Removes our images that no container uses: those that lost their name, because two runs imported the same content
 * at the same time, and with `named` also those that the next run would find. Rejects with what the engine said.
 */
export async function cleanImages({ docker }: DockerConnection, named: boolean): Promise<CleanedImages> {
  const nameless = await docker.listImages({ filters: { dangling: ["true"], label: [IMAGE_LABEL] } });
  const others = named ? await docker.listImages({ filters: { label: [IMAGE_LABEL] } }) : [];
  const names = [
    ...nameless.map(({ Id }) => Id),
    ...others.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => OURS.test(name)),
  ];
  const removed: string[] = [];
  const kept: string[] = [];
  for (const name of names) {
    const refusal = await remove(docker, name);
    if (refusal === null) removed.push(`image ${name}`);
    else kept.push(`image ${name}: ${refusal}`);
  }
  return { removed, kept };
}

/** Why the engine keeps it; null when it is gone. */
async function remove(docker: Docker, name: string): Promise<string | null> {
  try {
    await docker.getImage(name).remove();
    return null;
  } catch (error) {
    const status = error instanceof Error && "statusCode" in error ? error.statusCode : null;
    if (status === HTTP_NOT_FOUND) return null;
    if (status === HTTP_CONFLICT) return "a container uses it";
    throw error;
  }
}

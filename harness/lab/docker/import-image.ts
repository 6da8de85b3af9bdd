/** Puts a root filesystem into the engine as an image, unless an image of that name is there. */
import type Docker from "dockerode";
import { IMAGE_LABEL } from "./labels.ts";

/** The engine's name for an image: `repository:tag`. */
export interface ImageName {
  readonly repository: string;
  readonly tag: string;
}

/**
 * Imports what `archive` gives (tar or tar.gz) and returns the image's name. The content is to be named by its own
 * digest: an image of that name is taken as it is. Rejects with what the engine said.
 */
export async function importImage(
  docker: Docker,
  { repository, tag }: ImageName,
  archive: () => NodeJS.ReadableStream,
): Promise<string> {
  const name = `${repository}:${tag}`;
  if (await isThere(docker, name)) return name;
  const progress = await docker.importImage(archive(), {
    // In one: Podman does not look at a tag of its own.
    repo: name,
    changes: [`LABEL ${IMAGE_LABEL}=${repository}`],
  });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error: Error | null, steps: readonly unknown[]) => {
      const refusal = error?.message ?? steps.map(errorOf).find((text) => text !== null) ?? null;
      if (refusal === null) resolve();
      else reject(new Error(`the image ${name} could not be imported: ${refusal}`));
    });
  });
  return name;
}

async function isThere(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect();
    return true;
  } catch (error) {
    if (error instanceof Error && "statusCode" in error && error.statusCode === 404) return false;
    throw error;
  }
}

/** The engine reports failures inside its progress. */
function errorOf(step: unknown): string | null {
  return typeof step === "object" && step !== null && "error" in step ? String(step.error) : null;
}

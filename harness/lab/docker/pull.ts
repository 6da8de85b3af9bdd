/** Images that the engine gets by itself: its own, or pulled from a registry. */
import type Docker from "dockerode";
import { Unavailable } from "../../errors.ts";
import type { EngineImages } from "../../images/image.ts";
import { parseReference } from "../../images/reference.ts";
import { readCredentials } from "../../images/registry/credentials.ts";
import { reasonOf } from "./connect.ts";

/** What the engine tells of a pull, one object for each step. */
interface PullStep {
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
}

/** Uses an image that the engine has under the reference; pulls it otherwise. */
export function engineImages(docker: Docker, endpoint: string): EngineImages {
  return {
    async pull(reference, onProgress, signal) {
      const known = await inspect(docker, reference);
      if (known !== null) return known;
      const login = await loginFor(reference);
      try {
        const options = {
          abortSignal: signal,
          ...(login.kind === "known" ? { authconfig: login.auth } : {}),
        };
        const stream = await docker.pull(reference, options);
        await followed(docker, stream, onProgress);
      } catch (error) {
        signal.throwIfAborted();
        throw new Unavailable(
          `Docker at ${endpoint} could not pull ${reference}: ${reasonOf(error)}${login.kind === "unusable" ? ` (${login.reason})` : ""}`,
          {
            cause: error,
          },
        );
      }
      const pulled = await inspect(docker, reference);
      if (pulled === null)
        throw new Unavailable(`Docker at ${endpoint} pulled ${reference} and does not have it`);
      return pulled;
    },
  };
}

/** What the engine is told of the user, as the docker command tells it. */
type Login =
  | { readonly kind: "known"; readonly auth: Docker.AuthConfig }
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "none" };

/** Where "docker login" has left a name and a password for the reference's registry. */
async function loginFor(reference: string): Promise<Login> {
  const registry = parseReference(reference)?.registry;
  if (registry === undefined) return { kind: "none" };
  const credentials = await readCredentials(registry, process.env);
  if (credentials.kind !== "basic") return credentials;
  const text = Buffer.from(credentials.header.replace(/^Basic /, ""), "base64").toString();
  const [username = "", ...password] = text.split(":");
  return { kind: "known", auth: { username, password: password.join(":"), serveraddress: registry } };
}

/** Resolves when the pull is over; rejects with what the engine or the registry said. */
function followed(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onProgress: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = "";
    docker.modem.followProgress(
      stream,
      (error, steps: readonly PullStep[] | null) => {
        const failed = error ?? steps?.find((step) => step.error !== undefined)?.error;
        if (failed === undefined || failed === null) resolve();
        else reject(failed instanceof Error ? failed : new Error(String(failed)));
      },
      ({ status, id }: PullStep) => {
        // Every few kilobytes of every layer are a step; a person wants to see what changes.
        const line = `${id === undefined ? "" : `${id}: `}${status ?? ""}`;
        if (status === undefined || line === last) return;
        last = line;
        onProgress(line);
      },
    );
  });
}

async function inspect(
  docker: Docker,
  reference: string,
): Promise<{ readonly imageId: string; readonly digest: string } | null> {
  try {
    const { Id, RepoDigests } = await docker.getImage(reference).inspect();
    return { imageId: Id, digest: RepoDigests?.[0]?.split("@")[1] ?? Id };
  } catch (error) {
    if (error instanceof Error && "statusCode" in error && error.statusCode === 404) return null;
    throw new Unavailable(`Docker could not look for ${reference}: ${reasonOf(error)}`, { cause: error });
  }
}

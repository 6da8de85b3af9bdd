/** The standard streams of a container that is about to start (Docker Engine API, "ContainerAttach"). */
import type { Duplex } from "node:stream";
import type Docker from "dockerode";

const STREAMS = { stream: true, stdin: true, stdout: true, stderr: true } as const;
/**
 * dockerode sends the options a second time, as the request's body. Docker throws that away; with Podman it is what the
 * container's program reads first. So the request says that it has none.
 */
const NO_BODY = Buffer.alloc(0);

/** Rejects with what the engine said. */
export function attach(docker: Docker, id: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/containers/${id}/attach?`,
        method: "POST",
        ...{ isStream: true, hijack: true, openStdin: true },
        file: NO_BODY,
        options: STREAMS,
        statusCodes: {
          200: true,
          101: true,
          400: "bad parameter",
          404: "no such container",
          409: "container is not running",
          500: "server error",
        },
      },
      (error: unknown, stream: unknown) => {
        if (error === null || error === undefined) resolve(stream as Duplex);
        else reject(error);
      },
    );
  });
}

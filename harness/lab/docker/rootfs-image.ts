/** Root filesystem archives as images of the engine. */
import { createReadStream } from "node:fs";
import type Docker from "dockerode";
import type { RootfsArchive } from "../../images/image.ts";
import { importImage } from "./import-image.ts";

const REPOSITORY = "resolver-matrix/rootfs";

/** Name of the image with the archive's content, imported where the engine has none. */
export async function rootfsImage(docker: Docker, archive: RootfsArchive): Promise<string> {
  const tag = archive.digest.replace(/^sha256:/, "");
  return importImage(docker, { repository: REPOSITORY, tag }, () => createReadStream(archive.path));
}

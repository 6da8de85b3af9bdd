/** The image of the lab container: labd, and the folders that a container needs. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import { importImage } from "./import-image.ts";

const REPOSITORY = "resolver-matrix/lab";
/** Where labd lies in that image. */
export const LAB_PROGRAM = "/labd";
/** Mount points for the engine and for labd; without them a read-only root has no place for them. */
const FOLDERS = ["dev", "etc", "proc", "run", "sys", "tmp"] as const;

/** Name of the lab image with this labd, imported where the engine has none. */
export async function labImage(docker: Docker, labd: Buffer): Promise<string> {
  const tag = createHash("sha256").update(labd).digest("hex");
  return importImage(docker, { repository: REPOSITORY, tag }, () => {
    const archive = pack();
    for (const name of FOLDERS) archive.entry({ name, type: "directory", mode: 0o755 });
    archive.entry({ name: LAB_PROGRAM.slice(1), mode: 0o755 }, labd);
    archive.finalize();
    return Readable.from(archive);
  });
}

/** A root filesystem that holds what the model imagines of an image, and nothing else: enough for Go in a real lab. */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { ReadyImage } from "../../../harness/images/image.ts";

/** The same image as an archive below `folder`, for engines that need content. */
export async function asArchive(image: ReadyImage, folder: string): Promise<ReadyImage> {
  if (image.content.kind !== "imagined") throw new Error(`${image.id} is not imagined`);
  const packing = pack();
  for (const directory of ["proc", "sys", "dev", "tmp", "etc"]) {
    packing.entry({ name: directory, type: "directory", mode: 0o755 });
  }
  for (const [path, file] of Object.entries(image.content.files)) {
    if (file.kind !== "content") throw new Error(`${path} is not an ordinary file`);
    packing.entry({ name: path.slice(1), mode: file.mode, uid: file.owner }, Buffer.from(file.bytes));
  }
  packing.finalize();
  const bytes = await buffer(packing);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const path = join(folder, `${digest.slice("sha256:".length)}.tar`);
  await writeFile(path, bytes);
  return { ...image, digest, content: { kind: "archive", archive: { path, digest } } };
}

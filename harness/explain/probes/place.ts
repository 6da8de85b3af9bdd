/** The user's setting as a place of the simulated world. */
import { LIBC_MODELS, type Model } from "../../resolvers/models.ts";
import type { Source } from "../../settings/source.ts";
import type { SimulatedFile, SimulatedTree } from "../../world/simulated-files.ts";
import type { FileResult, Lookup } from "../../world/world.ts";
import type { Place } from "./ask.ts";

/** Files, environment and host name of the source, read once: no probe waits for a disk. */
export async function placeOf(
  { world, surroundings }: Source,
  lookup: Lookup,
  go: readonly Model[],
): Promise<Place> {
  const { HOSTALIASES, RESOLV_HOST_CONF } = world.env;
  const named = [HOSTALIASES, RESOLV_HOST_CONF].filter((path) => path?.startsWith("/") === true);
  const read = [...LIBC_MODELS, ...go].flatMap(({ resolver }) => resolver.files);
  const tree: Record<string, SimulatedFile> = {};
  for (const path of new Set([...read, ...named])) {
    if (path !== undefined) tree[path] = fileOf(await world.files.read(path));
  }
  const files: SimulatedTree = tree;
  return { files, world, surroundings, lookup };
}

function fileOf(found: FileResult): SimulatedFile {
  const owned = { owner: 0, mode: 0o755 };
  if (found.kind === "file") {
    return found.directory
      ? { kind: "directory", ...owned }
      : { kind: "content", bytes: found.bytes, ...owned, mtimeMs: 0 };
  }
  return found.errno === "ENOENT" ? { kind: "absent" } : { kind: "failing", errno: found.errno };
}

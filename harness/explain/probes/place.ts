/** The user's setting as a place of the simulated world. */
import type { Confs } from "../../readings/resolv-conf.ts";
import { parseLibcAddress } from "../../resolvers/libc/inet-aton.ts";
import { LIBC_MODELS, type Model } from "../../resolvers/models.ts";
import type { Source } from "../../settings/source.ts";
import { formatAddress, parseAddress } from "../../wire/ip.ts";
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

/** What a resolver may take for its server where nothing is written. */
const BUILT_IN: readonly string[] = ["127.0.0.1", "::1"];

/**
 * The nameservers: those that some reader takes from the file. Without any the machine itself has to answer, so a
 * server is thought there.
 */
export function nameserversOf({ go, musl, glibc }: Confs): readonly string[] {
  const confs = [...go, ...glibc].map(([, { effective }]) => effective);
  const written = [musl.effective, ...confs].flatMap(({ servers, hasDefaultServers }) =>
    hasDefaultServers ? [] : servers.flatMap(addressesOf),
  );
  return written.length === 0 ? BUILT_IN : [...new Set(written)];
}

/** "10.0.0.1:53", "[::1]:53" as the addresses that readers take them for. */
function addressesOf(server: string): readonly string[] {
  const host = server.replace(/:53$/, "").replace(/^\[(.*)\]$/, "$1");
  // A zone that is no interface of a lab leads nowhere.
  if (host.includes("%")) return [];
  const bytes = parseAddress(host);
  const plain = bytes === null ? parseLibcAddress(host) : formatAddress(bytes);
  if (plain === null) return [];
  return [plain === "0.0.0.0" ? "127.0.0.1" : plain === "::" ? "::1" : plain];
}

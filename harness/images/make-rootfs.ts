/** Makes the root filesystem of a source and takes it into the cache, once for all processes that share it. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Unavailable } from "../errors.ts";
import { withTemporaryFolder } from "../owned/atomic-file.ts";
import { withLock } from "../owned/lock.ts";
import { removeUnfinished } from "../owned/unfinished.ts";
import { assembleRootfs } from "./debian/assemble.ts";
import { debianMirrors, publicAddress } from "./debian/mirror.ts";
import { downloadPackages } from "./debian/suite.ts";
import type { ImageSource } from "./image.ts";
import { type CachedFacts, type CachedImage, cachePlace, readCached, store } from "./image-cache.ts";
import { parseReference, referenceText } from "./reference.ts";
import { pullRootfs } from "./registry/pull.ts";
import { archiveTrouble } from "./rootfs/safe-path.ts";

type RegistrySource = Extract<ImageSource, { kind: "registry" }>;
type DebianSource = Extract<ImageSource, { kind: "debian" }>;

export interface MakeRequest<Source = RegistrySource | DebianSource> {
  readonly source: Source;
  /** "amd64", as Debian and OCI call it. */
  readonly architecture: string;
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Rejects with Unavailable, and with errors of the file system, which are the cache's. */
export async function makeRootfs(request: MakeRequest): Promise<CachedImage> {
  const { source, architecture, cacheDirectory, progress, signal } = request;
  const place = cachePlace(cacheDirectory, source, architecture);
  const onWait = (holder: string): void => progress(`waiting for ${holder}, which is getting it`);
  return withLock(place.lock, { signal, onWait }, async () => {
    const meanwhile = await readCached(place);
    if (meanwhile.kind === "found") return meanwhile.image;
    await removeUnfinished(place.folder);
    return withTemporaryFolder(place.folder, (work) =>
      store(place, (target) =>
        source.kind === "registry"
          ? pull({ ...request, source }, work, target)
          : assemble({ ...request, source }, work, target),
      ),
    );
  });
}

async function pull(
  request: MakeRequest<RegistrySource>,
  work: string,
  target: string,
): Promise<CachedFacts> {
  const reference = parseReference(request.source.reference);
  if (reference === null) throw new Unavailable("that is not a reference of an image");
  const { imageDigest, digest } = await pullRootfs({ ...request, reference, work, target });
  return { imageDigest, archiveDigest: digest, origin: `registry ${referenceText(reference)}` };
}

async function assemble(
  request: MakeRequest<DebianSource>,
  work: string,
  target: string,
): Promise<CachedFacts> {
  const { source, signal, progress } = request;
  const downloads = join(work, "packages");
  await mkdir(downloads);
  const packages = await downloadFromFirst(request, downloads);
  progress(`putting ${source.packages.join(", ")} together`);
  try {
    const made = await assembleRootfs(packages, source.files, work, target, signal);
    const names = made.packages.map(({ name, version }) => `${name} ${version}`).join(", ");
    const origin = `Debian ${source.suite} (${names})`;
    return { imageDigest: made.digest, archiveDigest: made.digest, origin };
  } catch (error) {
    throw archiveTrouble(error, source.packages.join(", "));
  }
}

/** Packages from the first mirror that has them. */
async function downloadFromFirst(
  request: MakeRequest<DebianSource>,
  target: string,
): Promise<readonly string[]> {
  const { source, architecture, cacheDirectory, env, progress, signal } = request;
  const aptFolder = join(cacheDirectory, "apt");
  const reasons: string[] = [];
  for (const mirror of await debianMirrors(env, signal)) {
    try {
      const suite = { suite: source.suite, architecture, mirror, aptFolder, progress, signal };
      return await downloadPackages(suite, source.packages, target);
    } catch (error) {
      if (!(error instanceof Unavailable) || signal.aborted) throw error;
      reasons.push(`${publicAddress(mirror)}: ${error.message}`);
    }
  }
  throw new Unavailable(reasons.join("; "));
}

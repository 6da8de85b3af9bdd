/** The real parts of a run: images, host profiles, Go's resolver, the fixture. */

import { loadHostProfiles } from "../disk/host-profiles.ts";
import { withCauses } from "../explain/causes/causes.ts";
import { createFixture } from "../fixture/fixture.ts";
import { cacheDirectory } from "../images/cache.ts";
import { findImage, loadImages } from "../images/catalogue.ts";
import type { DeclaredLibc, EngineImages, ImageDefinition, ReadyImage } from "../images/image.ts";
import { imaginedImage } from "../images/imagined.ts";
import { obtainImage } from "../images/obtain.ts";
import type { ClockKind, Engine } from "../lab/engine.ts";
import { openModelEngine } from "../lab/model/engine.ts";
import type { RunParts, StandIn } from "../matrix/parts.ts";
import type { Catalogue } from "../matrix/plan.ts";

import { DEFAULT_GO_VERSIONS, libcModel } from "../resolvers/catalogue.ts";
import { goResolver, ordinaryBuild } from "../resolvers/go/index.ts";
import { formatResolverId } from "../resolvers/id.ts";

/** Everything that scenarios can be planned with. Rejects with Failure "usage" for a broken file. */
export async function loadCatalogue(): Promise<Catalogue> {
  const [images, hosts] = await Promise.all([loadImages(), loadHostProfiles()]);
  return { images, hosts, defaultGo: DEFAULT_GO_VERSIONS.map(ordinaryBuild), goResolver };
}

/** "musl@1.1.19"; null for an image that declares none. */
export function libcName({ libc }: Pick<ImageDefinition, "libc">): string | null {
  return libc === null ? null : formatResolverId(libc);
}

/** The definitions of ids and references, each under its name. Rejects with Failure "usage" for one that is neither. */
export async function imageDefinitions(
  ids: readonly string[],
  { images }: Catalogue,
): Promise<ReadonlyMap<string, ImageDefinition>> {
  const known = new Map(images.map((image) => [image.id, image]));
  const found = await Promise.all(
    ids.map(async (id) => [id, known.get(id) ?? (await findImage(id))] as const),
  );
  return new Map(found);
}

/** Gets an image, from wherever it comes, by `engineImages` where an engine pulls by itself. `progress` is told in one line what takes a while. Rejects with Unavailable. */
export function getImage(
  definition: ImageDefinition,
  engineImages: EngineImages | null,
  progress: (line: string) => void,
  signal: AbortSignal,
): Promise<ReadyImage> {
  return obtainImage(definition, {
    imagesDirectory: process.env.RESOLVER_MATRIX_IMAGES || null,
    cacheDirectory: cacheDirectory(),
    env: process.env,
    engineImages,
    progress,
    signal,
  });
}

/** "any": what cannot be observed is emulated, and marked. "observed": it is unavailable. */
export type WantedEvidence = "any" | "observed";

/** Models of libcs, in imagined images. */
function standInOf(definitions: ReadonlyMap<string, ImageDefinition>): StandIn {
  const model = openModelEngine();
  return {
    station: async (image, host) =>
      model.station(await imaginedImage(definitions.get(image) ?? (await findImage(image))), host),
    libc: libcModel,
  };
}

/** Who makes the labs of a run. */
export interface RunEngines {
  /** Of every host without an engine of its own. */
  readonly engine: Engine;
  /** Engines of real hosts, by the host's id. */
  readonly hosts: ReadonlyMap<string, Engine>;
  readonly clock: ClockKind;
}

/** What a run is made of on these engines. */
export function runParts(
  { engine, hosts }: RunEngines,
  definitions: ReadonlyMap<string, ImageDefinition>,
  knownLibcs: readonly DeclaredLibc[],
  progress: (line: string) => void,
  evidence: WantedEvidence,
): RunParts {
  return {
    standIn: evidence === "any" ? standInOf(definitions) : null,
    engineOf: (host) => hosts.get(host.id) ?? engine,
    async obtain(image, target, signal) {
      const definition = definitions.get(image) ?? (await findImage(image));
      if (target.name === "model") return imaginedImage(definition);
      return getImage(definition, target.images ?? null, progress, signal);
    },
    knownLibcs,
    tellCauses: withCauses,
    createFixture,
  };
}

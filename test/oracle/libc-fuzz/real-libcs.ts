/** The real libcs of images, in labs of this machine. */
import { createFixture } from "../../../harness/fixture/fixture.ts";
import { cacheDirectory } from "../../../harness/images/cache.ts";
import { loadImages } from "../../../harness/images/catalogue.ts";
import type { ReadyImage } from "../../../harness/images/image.ts";
import { obtainImage } from "../../../harness/images/obtain.ts";
import type { Engine, Station } from "../../../harness/lab/engine.ts";
import { openLocalEngine } from "../../../harness/lab/local/engine.ts";
import { libcModel } from "../../../harness/resolvers/catalogue.ts";
import { formatResolverId, type ResolverId } from "../../../harness/resolvers/id.ts";
import type { Resolver } from "../../../harness/resolvers/resolver.ts";
import type { HostProfile } from "../../../harness/scenario/scenario.ts";
import type { LibcRun } from "./emulated-libc.ts";
import type { FuzzCase } from "./fuzz-case.ts";

const IMAGE_LIMIT_MS = 120_000;
/** What takes longer computes without end. */
const CASE_LIMIT_MS = 20_000;

/** The libc of one image, beside its model. */
export interface RealLibc {
  /** "musl@1.1.19". */
  readonly id: string;
  readonly model: Resolver;
  run(fuzzCase: FuzzCase): Promise<LibcRun>;
}

export class RealLibcs {
  readonly #engine: Engine;
  readonly #stations = new Map<string, Promise<Station>>();

  /** Rejects with Unavailable where this machine cannot make labs. */
  static async open(): Promise<RealLibcs> {
    return new RealLibcs(await openLocalEngine());
  }

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The libc of an image of the catalogue. Rejects with Unavailable, and with RangeError where it has no model. */
  async libc(imageId: string, host: HostProfile): Promise<RealLibc> {
    const image = await this.#obtain(imageId);
    const { libc } = await this.#station(image, host);
    const declared = image.libc ?? (libc === null ? null : { ...libc, release: null });
    if (declared === null) throw new RangeError(`${imageId} has no libc`);
    const id: ResolverId = { family: declared.family, version: declared.version, release: declared.release };
    const model = libcModel(id);
    if (model === null) throw new RangeError(`${formatResolverId(id)} has no model`);
    return { id: formatResolverId(id), model, run: (fuzzCase) => this.#run(image, fuzzCase) };
  }

  /** Whether time is virtual: then it is the same in every run. */
  get isTimed(): boolean {
    return this.#engine.clock.kind === "virtual";
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #run(image: ReadyImage, fuzzCase: FuzzCase): Promise<LibcRun> {
    const { files, env, hostname, user, host, dns, lookup } = fuzzCase;
    const station = await this.#station(image, host);
    const setup = { files, env, hostname, user, fixture: createFixture(dns) };
    const limit = AbortSignal.timeout(CASE_LIMIT_MS);
    const observed = await station.observe(setup, lookup, limit).catch((error: unknown) => {
      if (!limit.aborted) throw error;
      // A difference like another: it must not hide what comes after it.
      const because = `still computing after ${CASE_LIMIT_MS / 1000} s`;
      return { outcome: { kind: "never", because }, trace: [], elapsedMs: 0, errno: null } as const;
    });
    const { outcome, trace, elapsedMs, errno = null } = observed;
    return { outcome, errno, trace, elapsedMs };
  }

  #station(image: ReadyImage, host: HostProfile): Promise<Station> {
    const key = `${image.id} ${host.id}`;
    const known = this.#stations.get(key) ?? this.#engine.station(image, host);
    this.#stations.set(key, known);
    return known;
  }

  async #obtain(imageId: string): Promise<ReadyImage> {
    const definition = (await loadImages()).find(({ id }) => id === imageId);
    if (definition === undefined) throw new RangeError(`no image ${imageId}`);
    return obtainImage(definition, {
      imagesDirectory: process.env.RESOLVER_MATRIX_IMAGES ?? null,
      cacheDirectory: cacheDirectory(),
      env: process.env,
      engineImages: null,
      progress: () => {},
      signal: AbortSignal.timeout(IMAGE_LIMIT_MS),
    });
  }
}

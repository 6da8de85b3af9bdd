/** Images and stations of a run: each obtained and started once, shared by all cells that need it. */

import { Unavailable } from "../errors.ts";
import type { DeclaredLibc, ReadyImage } from "../images/image.ts";
import { verifyLibc } from "../images/verify-libc.ts";
import type { Engine, Station } from "../lab/engine.ts";
import { orAborted } from "../owned/waiting.ts";
import { formatResolverId } from "../resolvers/id.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import { systemFailure } from "../system-error.ts";
import type { RunParts } from "./parts.ts";
import type { ReportImage } from "./report-data.ts";

export class StationPool {
  readonly #engineOf: RunParts["engineOf"];
  readonly #obtain: RunParts["obtain"];
  readonly #knownLibcs: RunParts["knownLibcs"];
  readonly #signal: AbortSignal;
  /** By engine: what one engine has in store is nothing to another. */
  readonly #images = new Map<Engine, Map<string, Promise<ReadyImage>>>();
  readonly #stations = new Map<string, Promise<Station>>();
  /** By image: what could not be checked of it. */
  readonly #notes = new Map<string, string>();

  constructor({ engineOf, obtain, knownLibcs }: RunParts, signal: AbortSignal) {
    this.#engineOf = engineOf;
    this.#obtain = obtain;
    this.#knownLibcs = knownLibcs;
    this.#signal = signal;
  }

  /** The image on the host, up. Rejects with Unavailable, for every cell with the same reason. */
  station(image: string, host: HostProfile): Promise<Station> {
    return memoized(this.#stations, JSON.stringify([image, host.id]), () => this.#start(image, host));
  }

  /** What the report says of an image: ready when it is up on at least one of `hosts`. */
  async report(
    image: string,
    hosts: readonly HostProfile[],
    declaredLibc: string | null,
  ): Promise<ReportImage> {
    const tried = await Promise.allSettled(hosts.map((host) => this.station(image, host)));
    const station = tried.find((result) => result.status === "fulfilled")?.value;
    if (station !== undefined) {
      const { digest } = station.image;
      const note = this.#notes.get(image);
      const ready = { id: image, libc: libcId(station), digest, status: "ready", reason: null } as const;
      return note === undefined ? ready : { ...ready, note };
    }
    const reasons = tried.flatMap((result) =>
      result.status === "rejected" ? [reasonOf(result.reason)] : [],
    );
    return {
      id: image,
      libc: declaredLibc,
      digest: null,
      status: "unavailable",
      reason: [...new Set(reasons)].join("; "),
    };
  }

  async #start(id: string, host: HostProfile): Promise<Station> {
    const engine = this.#engineOf(host);
    const images = this.#images.get(engine) ?? new Map<string, Promise<ReadyImage>>();
    this.#images.set(engine, images);
    const image = await memoized(images, id, () =>
      orAborted(this.#obtain(id, engine, this.#signal), this.#signal),
    );
    const station = await orAborted(engine.station(image, host), this.#signal);
    const { libc, note } = this.#identify(station);
    if (note !== null) this.#notes.set(id, note);
    return { ...station, image: { ...image, libc } };
  }

  /** Which libc runs there. Throws Unavailable where it is not the one that the image declares. */
  #identify({ image, libc, libcAbsence }: Station): IdentifiedLibc {
    const check = libc === null ? null : verifyLibc(image.libc, libc, this.#knownLibcs);
    if (check?.kind === "libc") return check;
    if (check === null && image.libc === null) return { libc: null, note: null };
    const absence = `it must contain ${libcName(image.libc)}, but has ${libcAbsence ?? "no libc"}`;
    throw new Unavailable(
      `image ${image.id} (${image.origin}) is not what it should be: ${check?.reason ?? absence}`,
    );
  }
}

interface IdentifiedLibc {
  readonly libc: DeclaredLibc | null;
  readonly note: string | null;
}

/** The id of the libc that runs in a pool's station; null where it has none. */
export function libcId({ image }: Station): string | null {
  return libcName(image.libc);
}

function libcName(libc: DeclaredLibc | null): string | null {
  return libc === null ? null : formatResolverId(libc);
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof Unavailable) return error.message;
  const refused = systemFailure(error);
  if (refused !== null && error instanceof Error) return `${refused.message} (${error.message})`;
  // Anything else is a mistake of ours: say so, and where.
  return `resolver-matrix failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function memoized<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const promise = make();
  // Whoever awaits it sees the rejection; until then it must not count as unhandled.
  promise.catch(() => {});
  known.set(key, promise);
  return promise;
}

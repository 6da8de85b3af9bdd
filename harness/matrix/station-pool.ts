/** Images and stations of a run: each obtained and started once, shared by all cells that need it. */

import { Unavailable } from "../errors.ts";
import type { ReadyImage } from "../images/image.ts";
import { verifyLibc } from "../images/verify-libc.ts";
import type { Engine, Station } from "../lab/engine.ts";
import { orAborted } from "../owned/waiting.ts";
import { libcResolverId } from "../resolvers/id.ts";
import type { HostProfile } from "../scenario/scenario.ts";
import type { RunParts } from "./parts.ts";
import type { ReportImage } from "./report-data.ts";

export class StationPool {
  readonly #engineOf: RunParts["engineOf"];
  readonly #obtain: RunParts["obtain"];
  readonly #signal: AbortSignal;
  /** By engine: what one engine has in store is nothing to another. */
  readonly #images = new Map<Engine, Map<string, Promise<ReadyImage>>>();
  readonly #stations = new Map<string, Promise<Station>>();

  constructor({ engineOf, obtain }: RunParts, signal: AbortSignal) {
    this.#engineOf = engineOf;
    this.#obtain = obtain;
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
      return {
        id: image,
        libc: libcId(station),
        digest: station.image.digest,
        status: "ready",
        reason: null,
      };
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
    const surprise = libcSurprise(station);
    if (surprise !== null) throw new Unavailable(surprise);
    return station;
  }
}

/** The id of the libc that runs in the station: as the image declares it, which knows the release, or as it was found. */
export function libcId({ image, libc }: Station): string | null {
  if (libc === null) return null;
  return image.libc === null ? `${libc.family}@${libc.version}` : libcResolverId(image.libc);
}

/** Why what was found in the image is not what its definition declares; null when it is, or when nothing is declared. */
function libcSurprise({ image, libc, libcAbsence }: Station): string | null {
  if (image.libc === null) return null;
  const surprise =
    libc === null
      ? `it must contain ${libcResolverId(image.libc)}, but has ${libcAbsence ?? "no libc"}`
      : verifyLibc(image.libc, libc);
  return surprise === null
    ? null
    : `image ${image.id} (${image.origin}) is not what it should be: ${surprise}`;
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof Unavailable) return error.message;
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

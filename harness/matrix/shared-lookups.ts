/**
 * Emulated cells of several images that are one lookup. An emulation takes nothing of an image but a few files: where these
 * are equal, so is all that it could ask and be answered, and looking up once more would only take time.
 */
import type { CellMachine, Station } from "../lab/engine.ts";
import type { PlannedCell } from "./plan.ts";
import { type CellResult, machineOf } from "./run-cell.ts";

type Digest = (
  cell: PlannedCell,
  station: Station,
  machine: CellMachine,
  files: readonly string[],
) => Promise<string>;

/** For the cells of one scenario. */
export class SharedLookups {
  readonly #digest: Digest;
  readonly #digests = new Map<string, Promise<string | null>>();
  readonly #results = new Map<string, Promise<CellResult>>();

  /** @param digest Station.digest, when there is room for it */
  constructor(digest: Digest) {
    this.#digest = digest;
  }

  /** Looks up by `look`, or gives what a cell that is the same lookup came to. Rejects as `look` does. */
  async run(cell: PlannedCell, station: Station, look: () => Promise<CellResult>): Promise<CellResult> {
    const { lookup, host, resolver, resolverId } = cell;
    if (resolver.evidence === "observed") return look();
    const digest = await this.#digestOf(cell, station, resolver.emulation.files);
    // Why its files cannot be read the cell says itself.
    if (digest === null) return look();
    const key = JSON.stringify([lookup, host.id, resolverId, digest]);
    const same = this.#results.get(key);
    if (same === undefined) {
      const result = look();
      this.#results.set(key, result);
      return result;
    }
    const result = await same;
    // What was lost there says nothing of this image.
    if (result.cell.evidence === "unavailable") return look();
    return { ...result, cell: { ...result.cell, image: cell.image } };
  }

  #digestOf(cell: PlannedCell, station: Station, files: readonly string[]): Promise<string | null> {
    const key = JSON.stringify([cell.image, cell.host.id, files]);
    const known = this.#digests.get(key);
    if (known !== undefined) return known;
    const digest = this.#digest(cell, station, machineOf(cell), files).catch(() => null);
    this.#digests.set(key, digest);
    return digest;
  }
}

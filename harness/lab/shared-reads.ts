/** What pure Go reads of a cell: the same files, image and user are read once, for every Go version and name. */
import { createHash } from "node:crypto";
import { orAborted } from "../owned/waiting.ts";
import type { FileResult } from "../world/world.ts";
import { readCell } from "./cell.ts";
import { type CellBase, readFields } from "./cell-fields.ts";
import type { LabLink } from "./link.ts";

/** Cells that read alike run close together; a run of any length must not remember more. */
const MOST_REMEMBERED = 256;

export class SharedReads {
  readonly #link: LabLink;
  /** By everything that decides what is read, in the order in which it was asked for. */
  readonly #known = new Map<string, Promise<readonly FileResult[]>>();

  constructor(link: LabLink) {
    this.#link = link;
  }

  /** Reads files of the cell as its user, in the order of `paths`. Rejects with Unavailable. */
  async read(base: CellBase, paths: readonly string[], life: AbortSignal): Promise<readonly FileResult[]> {
    const key = keyOf(base, paths);
    const results = this.#known.get(key);
    if (results !== undefined) {
      // It fails with the cell that reads: that says nothing about this one.
      const shared = await orAborted(
        results.catch(() => null),
        life,
      );
      if (shared !== null) return shared;
    }
    const reading = readCell(this.#link, base, paths, life);
    this.#remember(key, reading);
    return reading;
  }

  #remember(key: string, reading: Promise<readonly FileResult[]>): void {
    this.#known.set(key, reading);
    reading.catch(() => {
      if (this.#known.get(key) === reading) this.#known.delete(key);
    });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_REMEMBERED) break;
      this.#known.delete(oldest);
    }
  }
}

function keyOf(base: CellBase, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of readFields(base, paths)) hash.update(part);
  return hash.digest("base64");
}

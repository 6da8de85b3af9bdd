/** The packets of each cell as a file of its own. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { probeFolderOf, refuseLinks, replaceFile } from "../disk/output-file.ts";
import { Failure } from "../errors.ts";
import { resolverName } from "../matrix/cell-place.ts";
import type { ReportCell } from "../matrix/report-data.ts";
import type { TapPacket } from "../trace/event.ts";
import { encodePcap } from "../wire/pcap.ts";
import { lookupDetails } from "../world/lookup-text.ts";
import { printable } from "../yaml/shown.ts";

/** Names come from scenario files: a part keeps only what no file system and no shell takes for something else. */
const UNSAFE = /[^A-Za-z0-9@._-]+/g;
const MAX_PART_LENGTH = 40;

export class PcapFolder {
  readonly #path: string;
  readonly #used = new Set<string>();
  readonly #writing: Promise<void>[] = [];

  /** Makes the folder. Throws Failure "usage" where it cannot be made or written to, or is reached through a link. */
  constructor(path: string) {
    this.#path = path;
    refuseLinks(path, `the folder ${printable(path)} for packets`);
    try {
      mkdirSync(path, { recursive: true });
      probeFolderOf(join(path, "any"));
    } catch (cause) {
      throw new Failure("usage", `the folder ${printable(path)} for packets cannot be made or written to`, {
        cause,
      });
    }
  }

  /** Begins to write a cell's file; a cell without packets gets an empty capture, an unavailable one none. */
  save(cell: ReportCell, packets: readonly TapPacket[]): void {
    if (cell.outcome === undefined) return;
    const path = join(this.#path, this.#fileName(cell));
    const writing = replaceFile(path, encodePcap(packets));
    // Told by written(); until then it must not count as unhandled.
    writing.catch(() => {});
    this.#writing.push(writing);
  }

  /** Waits for all files. Rejects with Failure "environment". */
  async written(): Promise<void> {
    try {
      await Promise.all(this.#writing);
    } catch (cause) {
      throw new Failure("environment", `packets cannot be written to ${printable(this.#path)}`, { cause });
    }
  }

  #fileName(cell: ReportCell): string {
    const { scenario, lookup, image, host } = cell;
    const words = [scenario, lookup.name, lookupDetails(lookup), image, host, resolverName(cell)];
    const parts = words.map(safePart);
    const name = parts.join("--");
    let unique = name;
    for (let copy = 2; this.#used.has(unique); copy++) unique = `${name}--${copy}`;
    this.#used.add(unique);
    return `${unique}.pcap`;
  }
}

function safePart(text: string): string {
  const safe = text.replaceAll("/", "__").replace(UNSAFE, "_").slice(0, MAX_PART_LENGTH);
  // Neither hidden nor a way up.
  return safe === "" ? "_" : safe.replace(/^\.+/, "_");
}

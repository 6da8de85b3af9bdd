/** The World of a resolver that runs in the harness but looks up in a lab. */
import type { FileSpec } from "../scenario/scenario.ts";
import type { CallAnswers, FileResult, Files, World } from "../world/world.ts";
import type { ClientSockets } from "./client-sockets.ts";
import type { ChangeFiles } from "./engine.ts";
import type { LabClock } from "./lab-clock.ts";

export interface LabWorldSetup {
  readonly sockets: ClientSockets;
  readonly clock: LabClock;
  readonly random: (limit: number) => number;
  /** Reads files of the cell, with `changed` over its own; one result per path. */
  readonly read: (
    paths: readonly string[],
    changed: Readonly<Record<string, FileSpec>>,
  ) => Promise<readonly FileResult[]>;
  /** Absolute paths of the files that the resolver may read. */
  readonly files: readonly string[];
  /** What the host answers to system calls. Files and sockets are labd's, which nobody answers for: only the resolver looks. */
  readonly calls: CallAnswers;
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
}

/** Makes the World and reads the files that the lookup needs; `change` changes some. Rejects with Unavailable. */
export async function openLabWorld(
  setup: LabWorldSetup,
): Promise<{ readonly world: World; readonly change: ChangeFiles }> {
  const read: LabWorldSetup["read"] = (paths, changed) => setup.clock.answered(setup.read(paths, changed));
  const files = new LabFiles(read, await prefetch(setup));
  const world: World = {
    files,
    calls: setup.calls,
    env: setup.env,
    hostname: setup.hostname,
    clock: setup.clock,
    network: setup.sockets,
    // What races here is decided by who is faster.
    choose: () => 0,
    random: setup.random,
  };
  return { world, change: async (changed) => files.change(changed) };
}

/** Together, before the lookup's clock starts. */
async function prefetch(setup: LabWorldSetup): Promise<ReadonlyMap<string, FileResult>> {
  const results = await setup.read(setup.files, {});
  const found = new Map<string, FileResult>();
  setup.files.forEach((path, index) => {
    const result = results[index];
    if (result !== undefined) found.set(path, result);
  });
  return found;
}

/** Files of a cell. Nothing writes there but `change`, so each is read once between two changes. */
class LabFiles implements Files {
  readonly #fetch: LabWorldSetup["read"];
  readonly #results: Map<string, Promise<FileResult>>;
  #changed: Readonly<Record<string, FileSpec>> = {};

  constructor(fetch: LabWorldSetup["read"], known: ReadonlyMap<string, FileResult>) {
    this.#fetch = fetch;
    this.#results = new Map([...known].map(([path, result]) => [path, Promise.resolve(result)]));
  }

  change(files: Readonly<Record<string, FileSpec>>): void {
    this.#changed = { ...this.#changed, ...files };
    // A path that did not change may be a link to one that did.
    this.#results.clear();
  }

  read(path: string): Promise<FileResult> {
    const known = this.#results.get(path);
    if (known !== undefined) return known;
    const result = this.#fetch([path], this.#changed).then(
      ([only]): FileResult => only ?? { kind: "error", errno: "EIO" },
    );
    this.#results.set(path, result);
    return result;
  }
}

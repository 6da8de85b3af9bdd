/** The Docker engine of one real host, which may be out of reach. */

import { Unavailable } from "../../errors.ts";
import type { EngineImages } from "../../images/image.ts";
import type { ClockKind, Engine } from "../engine.ts";
import { connectDockerAt, reasonOf } from "./connect.ts";
import { openDockerEngine } from "./engine.ts";

/** Opens the engine at `url`. Never rejects: the engine of a host that cannot be had says so in each of its cells. */
export async function openHostEngine(
  id: string,
  url: string,
  clock: ClockKind | null = null,
): Promise<Engine> {
  try {
    return await openDockerEngine(await connectDockerAt(url), clock);
  } catch (error) {
    const why = reasonOf(error);
    return new MissingEngine(id, `cannot be had at ${url}: ${why}`);
  }
}

class MissingEngine implements Engine {
  readonly name = "docker";
  readonly about: string;
  readonly clock = { kind: "real", because: "the engine cannot be had" } as const;
  readonly images: EngineImages;
  readonly #reason: string;

  constructor(id: string, about: string) {
    this.about = about;
    this.#reason = `the host ${id} ${about}`;
    this.images = { pull: () => this.station() };
  }

  station(): Promise<never> {
    return Promise.reject(new Unavailable(this.#reason));
  }

  async close(): Promise<void> {}
}

/** No labs at all: resolvers are emulated on the simulated network, in virtual time and without any image. */

import { Unavailable } from "../../errors.ts";
import type { ReadyImage } from "../../images/image.ts";
import { digestOf } from "../../resolvers/files.ts";
import type { FileSpec, HostProfile } from "../../scenario/scenario.ts";
import { createSimulatedWorld } from "../../world/simulated.ts";
import { SimulatedFiles } from "../../world/simulated-files.ts";
import { routesOf } from "../../world/simulated-interface.ts";
import type { Outcome, World } from "../../world/world.ts";
import type { CellSetup, ChangeFiles, Emulated, Engine, Observation, Station } from "../engine.ts";
import { modelHost } from "./host.ts";

const NO_LIBC = "the engine is the model, which runs no libc";
/** Every cell has the same random numbers, so that a run can be repeated. */
const SEED = 1;

/** The engine that needs nothing of this machine. It looks up in imagined images only. */
export function openModelEngine(): Engine {
  return {
    name: "model",
    about: "no containers: Go and the libcs are emulated on a simulated network",
    clock: { kind: "virtual" },
    station: async (image, host) => createStation(image, host),
    close: async () => {},
  };
}

function createStation(image: ReadyImage, host: HostProfile): Station {
  if (image.content.kind !== "imagined") {
    throw new RangeError(`the model cannot look into ${image.id} (${image.origin})`);
  }
  const { files } = image.content;
  return {
    image,
    host,
    clock: "virtual",
    libc: null,
    libcAbsence: NO_LIBC,
    observe: async () => {
      throw new Unavailable(NO_LIBC);
    },
    digest: async (machine, paths, signal) => {
      signal.throwIfAborted();
      const tree = new SimulatedFiles({ ...files, ...machine.files }, machine.user, 0);
      return digestOf(await Promise.all(paths.map((path) => tree.read(path))));
    },
    emulate: async (setup, resolver, resolve, signal) => {
      signal.throwIfAborted();
      return emulate(files, host, setup, resolver, resolve, signal);
    },
  };
}

async function emulate(
  own: Readonly<Record<string, FileSpec>>,
  host: HostProfile,
  { files, env, hostname, user, fixture, network }: CellSetup,
  resolver: Emulated,
  resolve: (world: World, change: ChangeFiles) => Promise<Outcome>,
  signal: AbortSignal,
): Promise<Observation> {
  const found = modelHost(host, resolver);
  if (found.kind === "beyond") throw new Unavailable(found.obstacle);
  const { ipv6 } = found;
  const { syscalls: calls } = host;
  const routes = network === undefined ? [] : routesOf(network);
  const machine = {
    files: { ...own, ...files },
    env,
    hostname,
    user,
    fixture,
    calls,
    ipv6,
    routes,
    seed: SEED,
    signal,
  };
  try {
    const simulated = createSimulatedWorld(machine);
    const change: ChangeFiles = async (changed) => simulated.change(changed);
    const { result, elapsedMs, trace } = await simulated.run((world) => resolve(world, change));
    return { outcome: result, trace, packets: [], elapsedMs };
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Unavailable(`the model failed in this cell: ${what}`, { cause: error });
  }
}

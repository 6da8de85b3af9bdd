/** Labs in containers of a Docker engine, near or far: everything goes over its API. */
import { readFile } from "node:fs/promises";
import { Unavailable } from "../../errors.ts";
import type { EngineImages, ReadyImage } from "../../images/image.ts";
import type { HostProfile } from "../../scenario/scenario.ts";
import type { ClockKind, Engine, EngineClock, Station } from "../engine.ts";
import { engineClock } from "../engine-clock.ts";
import type { LibcSearch } from "../libc.ts";
import { LabLink } from "../link.ts";
import { nativePrograms } from "../native.ts";
import { createStation, identifyLibc, type StationPlace } from "../station.ts";
import { syscallAnswers } from "../syscalls.ts";
import { type DockerConnection, reasonOf } from "./connect.ts";
import { type LabdContainer, PROGRAMS_FOLDER, startContainer } from "./container.ts";
import { LAB_PROGRAM, labImage } from "./lab-image.ts";
import { engineImages } from "./pull.ts";
import { rootfsImage } from "./rootfs-image.ts";

/**
 * What labd needs to make networks: SYS_ADMIN for namespaces, NET_ADMIN for addresses, NET_RAW for the tap,
 * NET_BIND_SERVICE for port 53.
 */
const NETWORK_CAPABILITIES = ["SYS_ADMIN", "NET_ADMIN", "NET_RAW", "NET_BIND_SERVICE"] as const;
/**
 * What labd needs to make cells, and drops (all but DAC_OVERRIDE of uid 0) before the image's code runs: SYS_ADMIN
 * for namespaces and mounts, SYS_CHROOT because engines' seccomp profiles forbid pivot_root, DAC_OVERRIDE, CHOWN and
 * FOWNER for a scenario's files, MKNOD to take away the image's own files on kernels before 5.8, where overlayfs' mark for
 * that is a device like any other, SETUID, SETGID and SETPCAP to become the cell's user.
 */
const CELL_CAPABILITIES = [
  "SYS_ADMIN",
  "SYS_CHROOT",
  "DAC_OVERRIDE",
  "CHOWN",
  "FOWNER",
  "MKNOD",
  "SETUID",
  "SETGID",
  "SETPCAP",
] as const;

/** The container that holds every network, and labd in it. */
interface Lab {
  readonly container: LabdContainer;
  readonly link: LabLink;
}

/** Starts the lab container. Rejects with Unavailable where the engine cannot run it. */
export async function openDockerEngine(
  connection: DockerConnection,
  clock: ClockKind | null = null,
): Promise<Engine> {
  const engine = new DockerEngine(connection, clock);
  try {
    await engine.start();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}

class DockerEngine implements Engine {
  readonly name = "docker";
  readonly about: string;
  readonly images: EngineImages;
  readonly #asked: ClockKind | null;
  readonly #connection: DockerConnection;
  readonly #containers = new Set<Promise<Lab>>();
  readonly #places = new Map<string, Promise<StationPlace>>();
  readonly #libcs = new Map<string, Promise<LibcSearch>>();
  #lab: Promise<Lab> | null = null;
  #chosenClock: EngineClock = { kind: "real", because: "the engine was not started" };
  #closed: Promise<void> | null = null;

  constructor(connection: DockerConnection, asked: ClockKind | null) {
    this.#asked = asked;
    this.#connection = connection;
    const { product, version, endpoint, arch } = connection;
    this.about = `${product} ${version} at ${endpoint}, ${arch}`;
    this.images = engineImages(connection.docker, endpoint);
  }

  async start(): Promise<void> {
    const { docker, arch } = this.#connection;
    const { labd } = nativePrograms(arch);
    this.#lab = this.#startLabd(async () => ({
      image: await labImage(docker, await readFile(labd)),
      command: [LAB_PROGRAM],
      programs: {},
      capabilities: NETWORK_CAPABILITIES,
      processesOf: null,
    }));
    const { link } = await this.#lab;
    this.#chosenClock = engineClock(await link.ready(), this.#asked);
  }

  get clock(): EngineClock {
    return this.#chosenClock;
  }

  async station(image: ReadyImage, host: HostProfile): Promise<Station> {
    const syscalls = syscallAnswers(host);
    const [place, libc] = await Promise.all([this.#place(image), this.#libc(image)]);
    return createStation(image, host, { ...place, syscalls }, libc);
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  /** The libc is looked for without the host's answers: a host on which it cannot start does not hide what it is. */
  #libc(image: ReadyImage): Promise<LibcSearch> {
    return remember(this.#libcs, image.digest, async () => {
      const place = await this.#place(image);
      return identifyLibc(place, image.libc, place.cells.signal);
    });
  }

  #place(image: ReadyImage): Promise<StationPlace> {
    return remember(this.#places, image.digest, () => this.#startImage(image));
  }

  async #startImage(image: ReadyImage): Promise<StationPlace> {
    const lab = await this.#lab;
    if (lab === null) throw new Unavailable("the Docker engine was not started");
    const programs = nativePrograms(this.#connection.arch);
    const { link } = await this.#startLabd(async () => ({
      image: await this.#imageName(image),
      command: [`${PROGRAMS_FOLDER}/labd`, "--agent", `${PROGRAMS_FOLDER}/agent`, "--docker"],
      programs: { labd: await readFile(programs.labd), agent: await readFile(programs.agent) },
      capabilities: CELL_CAPABILITIES,
      processesOf: lab.container.id,
    }));
    // The container of an image is bound as that of the networks is; where it is not, its cells can tell nothing.
    engineClock(await link.ready(), this.clock.kind);
    return {
      networks: lab.link,
      cells: link,
      root: "/",
      syscalls: [],
      clock: this.clock.kind,
    };
  }

  async #imageName({ id, origin, content }: ReadyImage): Promise<string> {
    if (content.kind === "engine") return content.imageId;
    if (content.kind === "archive") return rootfsImage(this.#connection.docker, content.archive);
    throw new Unavailable(`${id} (${origin}) has no content that a container could be made of`);
  }

  /** Starts a container and waits for its labd. Rejects with Unavailable; `close` removes it in any case. */
  async #startLabd(spec: () => Promise<Parameters<typeof startContainer>[1]>): Promise<Lab> {
    const starting = this.#startAnew(spec);
    this.#containers.add(starting);
    const lab = await starting;
    await lab.link.ready();
    return lab;
  }

  async #startAnew(spec: () => Promise<Parameters<typeof startContainer>[1]>): Promise<Lab> {
    try {
      const container = await startContainer(this.#connection.docker, await spec());
      return { container, link: new LabLink(container) };
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      throw new Unavailable(`Docker at ${this.#connection.endpoint}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Containers that are still starting are waited for: each start knows how to end. */
  async #end(): Promise<void> {
    const results = await Promise.allSettled(
      [...this.#containers].map(async (starting) => {
        const lab = await starting.catch(() => null);
        lab?.link.close();
        await lab?.container.remove();
      }),
    );
    const failed = results.find((result) => result.status === "rejected");
    if (failed === undefined) return;
    const why = reasonOf(failed.reason);
    throw new Unavailable(`containers may be left at ${this.#connection.endpoint} (see "clean"): ${why}`);
  }
}

/** The value of a key, made once. */
function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

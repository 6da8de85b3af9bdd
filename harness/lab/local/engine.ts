/** Labs in Linux namespaces of this machine: no daemon, one process. */
import { release } from "node:os";
import { Unavailable } from "../../errors.ts";
import { cacheDirectory } from "../../images/cache.ts";
import type { ReadyImage, RootfsArchive } from "../../images/image.ts";
import type { HostProfile } from "../../scenario/scenario.ts";
import type { ClockKind, Engine, EngineClock, Station } from "../engine.ts";
import { engineClock } from "../engine-clock.ts";
import type { LibcSearch } from "../libc.ts";
import { LabLink } from "../link.ts";
import { kernelArch, nativePrograms } from "../native.ts";
import { createStation, identifyLibc, type StationPlace } from "../station.ts";
import { syscallAnswers } from "../syscalls.ts";
import { type LabdProcess, startLabd } from "./process.ts";
import { unpackRootfs } from "./rootfs.ts";

/** labd ends at the end of its input at once; after this long it hangs. */
const END_LIMIT_MS = 5_000;

/** An image unpacked, and its libc. */
interface Unpacked {
  readonly root: string;
  readonly libc: LibcSearch;
}

/** Starts labd; `clock` is the one that is asked for, or null. Rejects with Unavailable and the reason where this machine cannot make labs. */
export async function openLocalEngine(asked: ClockKind | null = null): Promise<Engine> {
  if (process.platform !== "linux") {
    throw new Unavailable(`it needs Linux namespaces, and this is ${process.platform}`);
  }
  const programs = nativePrograms(kernelArch(process.arch));
  const isRoot = process.getuid?.() === 0;
  const refusals: string[] = [];
  // Root in a container may be refused namespaces that a user namespace of its own allows.
  for (const asRoot of isRoot ? [true, false] : [false]) {
    const labd = startLabd(programs, asRoot);
    const link = new LabLink(labd);
    try {
      const hello = await link.ready();
      const how = asRoot ? "as root" : "in a user namespace";
      const clock = engineClock(hello, asked);
      return new LocalEngine(link, labd, `Linux namespaces ${how}, Linux ${release()} ${hello.arch}`, clock);
    } catch (error) {
      labd.kill();
      const why = error instanceof Error ? error.message : String(error);
      refusals.push(asRoot ? `as root: ${why}` : `in a user namespace: ${why}`);
    }
  }
  throw new Unavailable(refusals.join("; "));
}

class LocalEngine implements Engine {
  readonly name = "local";
  readonly about: string;
  readonly unbounded?: string;
  readonly clock: EngineClock;
  readonly #link: LabLink;
  readonly #labd: LabdProcess;
  readonly #unpacked = new Map<string, Promise<Unpacked>>();
  #closed: Promise<void> | null = null;

  constructor(link: LabLink, labd: LabdProcess, about: string, clock: EngineClock) {
    this.#link = link;
    this.#labd = labd;
    this.about = about;
    if (labd.unbounded !== null) this.unbounded = labd.unbounded;
    this.clock = clock;
  }

  async station(image: ReadyImage, host: HostProfile): Promise<Station> {
    const syscalls = syscallAnswers(host);
    const { root, libc } = await this.#unpack(image);
    return createStation(image, host, { ...this.#place(root), syscalls }, libc);
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  #unpack(image: ReadyImage): Promise<Unpacked> {
    const known = this.#unpacked.get(image.digest);
    if (known !== undefined) return known;
    const unpacking = this.#unpackAnew(image);
    this.#unpacked.set(image.digest, unpacking);
    return unpacking;
  }

  async #unpackAnew(image: ReadyImage): Promise<Unpacked> {
    const root = await unpackRootfs(archiveOf(image), cacheDirectory());
    return { root, libc: await identifyLibc(this.#place(root), image.libc, this.#link.signal) };
  }

  #place(root: string): StationPlace {
    return {
      networks: this.#link,
      cells: this.#link,
      root,
      syscalls: [],
      clock: this.clock.kind,
    };
  }

  async #end(): Promise<void> {
    this.#link.close();
    const timer = setTimeout(() => this.#labd.kill(), END_LIMIT_MS);
    await this.#labd.ended;
    clearTimeout(timer);
  }
}

function archiveOf(image: ReadyImage): RootfsArchive {
  if (image.content.kind === "archive") return image.content.archive;
  throw new Unavailable(`${image.id} (${image.origin}): the local engine needs a root filesystem archive`);
}

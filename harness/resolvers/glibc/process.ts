/** One process with a glibc: what it has read and remembers from one lookup to the next. */

import { byteString } from "../../wire/bytes.ts";
import { parseAddress } from "../../wire/ip.ts";
import type { Errno, FileResult, World } from "../../world/world.ts";
import type { OwnAddress } from "./address-order.ts";
import { hostConfPath, isMulti } from "./host-conf.ts";
import type { HostsContent } from "./hosts.ts";
import { hostServices, type Service } from "./nsswitch.ts";
import { readResolverConf } from "./res-init.ts";
import type { Sources } from "./services.ts";
import { type ResolverState, refusal } from "./state.ts";
import { type Features, featuresOf, type GlibcBuild } from "./versions.ts";

/** Errors of opening a file that are its own and count as "there is none". */
const NO_SUCH_FILE: ReadonlySet<Errno> = new Set(["EACCES", "EISDIR", "ELOOP", "ENOENT", "ENOTDIR", "EPERM"]);

export interface GlibcProcess {
  readonly state: ResolverState;
  /** The services for hosts; null where nsswitch.conf is broken. */
  services(): Promise<readonly Service[] | null>;
  /** What they ask; null where resolv.conf cannot be read. */
  sources(): Promise<Sources | null>;
  /** Addresses of the machine's interfaces. */
  ownAddresses(): Promise<readonly OwnAddress[]>;
}

/** Throws RangeError for a build that the table does not cover. */
export function createGlibcProcess(
  build: GlibcBuild,
  world: World,
  features: Features = featuresOf(build),
): GlibcProcess {
  const state: ResolverState = {
    world,
    features,
    thread: { errno: null, hostError: "SUCCESS" },
    conf: readResolverConf("", features, world),
    singleRequest: false,
    singleRequestReopen: false,
    ednsFailed: false,
    rotation: null,
    ipv6Unavailable: false,
    gaiConf: null,
  };
  const watched = new Watched(state);
  let multi: Promise<boolean> | null = null;
  return {
    state,
    services: () => watched.services(),
    sources: async () => {
      if (!(await watched.resolverConf())) return null;
      multi ??= multiOf(state);
      return {
        state,
        hosts: () => hostsOf(state),
        multi: await multi,
        machine: { hostname: world.hostname, addresses: [] },
        has: (service) => hasService(service, build, state),
        loadError: loadErrorOf(state),
      };
    },
    ownAddresses: async () =>
      (world.addresses ?? []).flatMap(({ address, prefixLength }) => {
        const bytes = parseAddress(address);
        return bytes === null ? [] : [{ bytes, prefixLength }];
      }),
  };
}

/** Services whose libraries the build's images have. */
function modulesOf({ release }: GlibcBuild): ReadonlySet<string> {
  return /(?:^|\.)(?:el7|amzn2)/.test(release ?? "") ? WITH_MYHOSTNAME : ALONE;
}

const ALONE: ReadonlySet<string> = new Set(["files", "dns"]);
const WITH_MYHOSTNAME: ReadonlySet<string> = new Set([...ALONE, "myhostname"]);

/** resolv.conf and nsswitch.conf, which are read again when they change, or once. */
class Watched {
  readonly #state: ResolverState;
  #conf: string | null = null;
  #services: { readonly key: string; readonly value: readonly Service[] | null } | null = null;

  constructor(state: ResolverState) {
    this.#state = state;
  }

  /** Brings `state.conf` up to date; false where that fails. */
  async resolverConf(): Promise<boolean> {
    const { world, features, conf, singleRequest } = this.#state;
    if (this.#conf !== null) {
      const isOwn = singleRequest && !features.singleRequestPerLookup;
      if (!features.reloadsResolvConf || conf.options.has("no-reload") || isOwn) return true;
    }
    if (features.reloadsResolvConf && !this.#mayStat()) return false;
    const file = await this.#read("/etc/resolv.conf");
    if (features.refusesUnreadableConf && isUnreadable(file)) return false;
    const key = keyOf(file);
    if (key === this.#conf) return true;
    this.#conf = key;
    this.#state.conf = readResolverConf(contentOf(file) ?? "", features, world);
    this.#state.singleRequest = false;
    this.#state.singleRequestReopen = false;
    return true;
  }

  async services(): Promise<readonly Service[] | null> {
    const { features } = this.#state;
    if (this.#services !== null && !features.reloadsNsswitch) return this.#services.value;
    if (features.reloadsNsswitch && !this.#mayStat()) return null;
    const file = await this.#read("/etc/nsswitch.conf");
    if (features.reloadsNsswitch && isUnreadable(file)) return null;
    const key = keyOf(file);
    if (this.#services?.key !== key) this.#services = { key, value: hostServices(contentOf(file), features) };
    return this.#services.value;
  }

  /**
   * stat(2), which is newfstatat from 2.33 on: errors that are not the file's own fail. Where fstat(2) is newfstatat too, the
   * opened file cannot be looked at either, whatever the error.
   */
  #mayStat(): boolean {
    const { world, features, thread } = this.#state;
    const refused = refusal(world, features.reloadsNsswitch ? "newfstatat" : "stat");
    if (refused === null) return true;
    const isFstatRefused = features.fstatByPath && !features.fstatAgain;
    if (NO_SUCH_FILE.has(refused) && !isFstatRefused) return true;
    thread.errno = refused;
    return false;
  }

  async #read(path: string): Promise<FileResult> {
    const { world, features } = this.#state;
    const file = await openFile(world, features, path);
    const refused = refusal(world, "read");
    return refused === null || file.kind === "error" ? file : { kind: "error", errno: refused };
  }
}

/** The file, unless the host answers the call that opens it. */
export async function openFile(world: World, features: Features, path: string): Promise<FileResult> {
  const refused = refusal(world, features.opensByOpenat ? "openat" : "open");
  return refused === null ? world.files.read(path) : { kind: "error", errno: refused };
}

async function multiOf({ world, features }: ResolverState): Promise<boolean> {
  const file = await openFile(world, features, hostConfPath(world.env));
  return isMulti(refusal(world, "read") === null ? contentOf(file) : null, world.env);
}

/** Whether the service is there: a part of libc, or a library that can be loaded. */
function hasService(service: string, build: GlibcBuild, { world, features }: ResolverState): boolean {
  if (!modulesOf(build).has(service)) return false;
  if (features.servicesBuiltIn && ALONE.has(service)) return true;
  return loadErrorOf({ world, features }) === null;
}

/** What the host answers to a call that loads a library. */
function loadErrorOf({ world, features }: Pick<ResolverState, "world" | "features">): Errno | null {
  return refusal(world, features.loadsByOpenat ? "openat" : "open") ?? refusal(world, "read");
}

async function hostsOf({ world, features }: ResolverState): Promise<HostsContent> {
  const file = await openFile(world, features, "/etc/hosts");
  const unread = refusal(world, "read");
  if (file.kind !== "error" && unread !== null) return { kind: "unread", errno: unread };
  if (file.kind === "error") return { kind: "unopened", errno: file.errno };
  if (file.directory) return { kind: "unread", errno: "EISDIR" };
  return { kind: "content", text: byteString(file.bytes) };
}

/** A directory opens and does not read; other errors than the file's own mean that the machine is short of something. */
function isUnreadable(file: FileResult): boolean {
  return file.kind === "error" ? !NO_SUCH_FILE.has(file.errno) : file.directory;
}

function contentOf(file: FileResult): string | null {
  return file.kind === "error" || file.directory ? null : byteString(file.bytes);
}

/** Changes when the file does: the time of change, and what stands there. */
function keyOf(file: FileResult): string {
  return file.kind === "error"
    ? file.errno
    : `${file.mtimeMs} ${file.bytes.length} ${byteString(file.bytes)}`;
}

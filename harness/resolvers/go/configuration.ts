/** The files that a process has read, each as old as Go lets it get. */
import type { World } from "../../world/world.ts";
import type { Machine } from "./conf.ts";
import { type ResolvConf, readResolvConf } from "./dnsconfig.ts";
import { HostsCache } from "./hosts-cache.ts";
import { type Nsswitch, readNsswitch } from "./nss.ts";
import type { Settings } from "./settings.ts";
import { WatchedFile } from "./watched-file.ts";

const MDNS_ALLOW = "/etc/mdns.allow";
const RECHECK_AFTER_MS = 5000;

export class Configuration {
  readonly hosts: HostsCache;
  readonly #world: World;
  readonly #settings: Settings;
  readonly #resolvConf: WatchedFile<ResolvConf>;
  readonly #nsswitch: WatchedFile<Nsswitch>;
  /** How often each parsed resolv.conf was asked where to begin: its turn for `options rotate`. */
  readonly #turns = new WeakMap<ResolvConf, number>();
  #machine: Promise<Machine> | null = null;
  #firstResolvConf: ResolvConf | null = null;

  constructor(world: World, settings: Settings) {
    const { clock, files, hostname } = world;
    const { features } = settings;
    this.#world = world;
    this.#settings = settings;
    this.hosts = new HostsCache(world, features);
    this.#resolvConf = new WatchedFile(
      clock,
      () => readResolvConf(files, hostname, features),
      (conf, sinceMs) => {
        if (conf.noReload) return true;
        if (!features.rechecksDefaultServers) return sinceMs < RECHECK_AFTER_MS;
        return sinceMs <= RECHECK_AFTER_MS && !conf.hasDefaultServers;
      },
    );
    this.#nsswitch = new WatchedFile(
      clock,
      () => readNsswitch(files, features),
      (_, sinceMs) => sinceMs < RECHECK_AFTER_MS,
    );
  }

  /** resolv.conf for the next questions. */
  resolvConf(): Promise<ResolvConf> {
    return this.#resolvConf.get(this.#firstResolvConf);
  }

  /** serverOffset: with which server of the list the next candidate and type begin. */
  nextOffset(conf: ResolvConf): number {
    if (!conf.rotate) return 0;
    const turn = this.#turns.get(conf) ?? 0;
    this.#turns.set(conf, turn + 1);
    return turn;
  }

  /** What decides on the order: the state at the first lookup, or from Go 1.20 on the present one. */
  machine(): Promise<Machine> {
    this.#machine ??= this.#settings.features.liveOrder ? this.#liveMachine() : this.#snapshot();
    return this.#machine;
  }

  async #liveMachine(): Promise<Machine> {
    const atStart = this.#settings.features.pureOrderFollowsNsswitch ? null : await this.#mdnsAllow();
    return {
      resolvConf: () => this.#resolvConf.get(),
      nsswitch: () => this.#nsswitch.get(),
      mdnsAllow: async () => atStart ?? this.#mdnsAllow(),
      hostname: this.#world.hostname,
    };
  }

  async #snapshot(): Promise<Machine> {
    const { files, hostname } = this.#world;
    const { features, environment, netCgo } = this.#settings;
    const resolvConf = await readResolvConf(files, hostname, features);
    const nsswitch = await readNsswitch(files, features);
    const mdnsAllow = await this.#mdnsAllow();
    // A process that is bound to call libc does not read the file before it asks by itself after all.
    if (!netCgo && environment === null) this.#firstResolvConf = resolvConf;
    return {
      resolvConf: async () => resolvConf,
      nsswitch: async () => nsswitch,
      mdnsAllow: async () => mdnsAllow,
      hostname,
    };
  }

  /** stat(2): a file that exists but cannot be opened is there all the same. */
  async #mdnsAllow(): Promise<"absent" | "present" | "unknown"> {
    const file = await this.#world.files.read(MDNS_ALLOW);
    if (file.kind === "file" || file.errno === "EACCES") return "present";
    return file.errno === "ENOENT" ? "absent" : "unknown";
  }
}

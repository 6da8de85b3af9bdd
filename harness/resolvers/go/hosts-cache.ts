/** When a process reads the hosts file again (src/net/hosts.go, readHosts). */
import { byteString } from "../../wire/bytes.ts";
import type { World } from "../../world/world.ts";
import { isNotExist, isPermission } from "./errno.ts";
import { HOSTS, type HostEntry, type HostsFile, lookupStaticHost, parseHosts } from "./hosts.ts";
import type { Features } from "./versions.ts";

const MAX_AGE_MS = 5000;

export class HostsCache {
  readonly #world: World;
  readonly #features: Features;
  #hosts: HostsFile | null = null;
  /** Modification time and size of what was read. */
  #stamp = "";
  #expiresMs = Number.NEGATIVE_INFINITY;

  constructor(world: World, features: Features) {
    this.#world = world;
    this.#features = features;
  }

  /** What the file says of a name (a byte string), or null. */
  async lookup(name: string): Promise<HostEntry | null> {
    await this.#refresh();
    return this.#hosts === null ? null : lookupStaticHost(this.#hosts, name);
  }

  async #refresh(): Promise<void> {
    const nowMs = this.#world.clock.nowMs();
    // An empty file is looked at every time.
    if (this.#hosts !== null && this.#hosts.byName.size > 0 && nowMs < this.#expiresMs) return;
    const file = await this.#world.files.read(HOSTS);
    if (file.kind === "error") {
      const countsAsEmpty =
        this.#features.noticesRemovedHosts && (isNotExist(file.errno) || isPermission(file.errno));
      if (countsAsEmpty) this.#keep("", "", nowMs);
      return;
    }
    const stamp = `${file.mtimeMs} ${file.bytes.length}`;
    if (this.#hosts !== null && stamp === this.#stamp) this.#expiresMs = nowMs + MAX_AGE_MS;
    else this.#keep(file.directory ? "" : byteString(file.bytes), stamp, nowMs);
  }

  #keep(content: string, stamp: string, nowMs: number): void {
    this.#hosts = parseHosts(content, this.#features);
    this.#stamp = stamp;
    this.#expiresMs = nowMs + MAX_AGE_MS;
  }
}

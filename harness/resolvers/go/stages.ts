/** The two places where Go itself looks: the hosts file and DNS (src/net/dnsclient_unix.go, goLookupIPCNAMEOrder). */
import type { World } from "../../world/world.ts";
import { type SourceProbe, sortByRfc6724, sourceProbe } from "./addrselect.ts";
import type { Addresses } from "./cgo.ts";
import type { Order } from "./conf.ts";
import type { Configuration } from "./configuration.ts";
import { type End, type Ends, failed, ok } from "./ends.ts";
import { noSuchHost, plainError } from "./errors.ts";
import type { Context } from "./exchange.ts";
import { type IpAddress, parseHostAddress } from "./literals.ts";
import { isDomainName } from "./names.ts";
import type { Settings } from "./settings.ts";
import { type Found, type StartOrder, startOrderMatters, type Walk, walkCandidates } from "./walk.ts";

/** Fields of net.Resolver, and the context of a call. */
export interface Call {
  readonly preferGo: boolean;
  readonly strictErrors: boolean;
  readonly context: Context;
}

/** What is looked for. */
export interface Wanted {
  /** A byte string. */
  readonly name: string;
  /** In the order in which Go makes the goroutines that ask. */
  readonly types: readonly number[];
  /** A canonical name is enough: LookupCNAME. */
  readonly canonicalName: boolean;
}

export class Stages {
  /** A lookup would have asked other servers first if its goroutines had started in another order. */
  startOrderMattered = false;
  readonly #startOrder: StartOrder;
  readonly #world: World;
  readonly #settings: Settings;
  readonly #configuration: Configuration;

  constructor(world: World, settings: Settings, configuration: Configuration, startOrder: StartOrder) {
    this.#startOrder = startOrder;
    this.#world = world;
    this.#settings = settings;
    this.#configuration = configuration;
  }

  /** Files and DNS in their order. */
  async inOrder(call: Call, wanted: Wanted, order: Order): Promise<Ends<Addresses>> {
    const { features } = this.#settings;
    if (order === "files,dns" || order === "files") {
      const end = await this.#files(wanted.name, sourceProbe(this.#world.network, features));
      if (end !== null) return [end];
      if (order === "files") return [this.missInFiles(wanted.name)];
    }
    return this.dns(call, wanted, order);
  }

  /** What order "files" gives for a name that the hosts file does not have. */
  missInFiles(name: string): End<Addresses> {
    const { features } = this.#settings;
    return features.filesMissIsError
      ? failed(noSuchHost(name, "", features))
      : ok({ addresses: [], canonicalName: "" });
  }

  /** DNS, and with order "dns,files" the hosts file after any failure of it. */
  async dns(call: Call, wanted: Wanted, order: Order): Promise<Ends<Addresses>> {
    const { features } = this.#settings;
    if (!isDomainName(wanted.name, features)) return [failed(noSuchHost(wanted.name, "", features))];
    const conf = await this.#configuration.resolvConf();
    const walk: Walk = {
      client: { world: this.#world, settings: this.#settings, conf, context: call.context },
      startOrder: this.#startOrder,
      name: wanted.name,
      types: wanted.types,
      wantsCanonicalName: wanted.canonicalName,
      strictErrors: call.strictErrors,
      nextOffset: () => this.#configuration.nextOffset(conf),
    };
    this.startOrderMattered ||= startOrderMatters(walk);
    const found = await walkCandidates(walk);
    const sourceOf = sourceProbe(this.#world.network, features);
    const ends: End<Addresses>[] = [];
    for (const way of found) ends.push(await this.#conclude(way, wanted, order, sourceOf));
    return ends;
  }

  async #conclude(
    { addresses, canonicalName, error }: Found,
    wanted: Wanted,
    order: Order,
    sourceOf: SourceProbe,
  ): Promise<End<Addresses>> {
    const ownName = canonicalName ?? "";
    if (addresses.length > 0 || (wanted.canonicalName && ownName !== "")) {
      const sorted = await sortByRfc6724(addresses, sourceOf, this.#settings.features);
      return ok({ addresses: sorted, canonicalName: ownName });
    }
    const fromFiles = order === "dns,files" ? await this.#files(wanted.name, sourceOf) : null;
    if (fromFiles !== null) return fromFiles;
    return error === null ? ok({ addresses: [], canonicalName: ownName }) : failed(error);
  }

  /** goLookupIPFiles; null where the hosts file has no address for the name. It may be of the wrong family. */
  async #files(name: string, sourceOf: SourceProbe): Promise<End<Addresses> | null> {
    const { features } = this.#settings;
    const entry = await this.#configuration.hosts.lookup(name);
    if (entry === null) return null;
    const parsed = entry.addresses.map((text) => parseHostAddress(text, features));
    const addresses: readonly IpAddress[] = parsed.filter((address) => address !== null);
    if (addresses.length === 0) return null;
    const sorted = await sortByRfc6724(addresses, sourceOf, features);
    if (!features.keepsCanonicalHost) return ok({ addresses: sorted, canonicalName: "" });
    // dnsmessage.NewName takes no more.
    if (entry.canonicalName.length > 255) {
      return failed(plainError("insufficient data for calculated length type"));
    }
    return ok({ addresses: sorted, canonicalName: entry.canonicalName });
  }
}

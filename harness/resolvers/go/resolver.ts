/** Go's lookups: LookupHost, LookupIPAddr, Resolver.LookupIP, LookupCNAME (src/net/lookup.go, src/net/lookup_unix.go). */
import { TYPE } from "../../wire/mnemonics.ts";
import type { World } from "../../world/world.ts";
import { toDisplayText } from "../text.ts";
import { type Addresses, hintedFamily, type Libc, nameForLibc, refusal, throughLibc } from "./cgo.ts";
import { type Decision, decideOrder, type Order } from "./conf.ts";
import type { Configuration } from "./configuration.ts";
import { orderLines, startLines } from "./diagnostics.ts";
import { type End, type Ends, failed, mapEnds, ok } from "./ends.ts";
import { isNotExist, isPermission } from "./errno.ts";
import { callerLeft, dnsError, errorText, type GoError, isTimeout, noSuchHost, TIMEOUT } from "./errors.ts";
import type { Context } from "./exchange.ts";
import { ofFamily } from "./ipsock.ts";
import { formatIpAddress, type IpAddress, parseLiteral } from "./literals.ts";
import { isDomainName } from "./names.ts";
import type { Settings } from "./settings.ts";
import { type Call, Stages } from "./stages.ts";
import { type StartOrder, typesFor } from "./walk.ts";

/** How a lookup ended, and the order it took; null where there was nothing to decide. */
export interface LookedUp<T> {
  readonly order: Order | null;
  readonly ends: Ends<T>;
}

/** net.Resolver in one process. Names are byte strings. */
export class Resolver {
  /** Lines on stderr so far. */
  readonly stderr: string[] = [];
  readonly #world: World;
  readonly #settings: Settings;
  readonly #configuration: Configuration;
  readonly #stages: Stages;
  readonly #libc: Libc | null;
  /** lookupGroup: what is being looked up. */
  readonly #running = new Map<string, Promise<LookedUp<Addresses>>>();
  #hasStarted = false;

  /** `libc`: who answers where the order is "cgo". */
  constructor(
    world: World,
    settings: Settings,
    configuration: Configuration,
    libc: Libc | null,
    startOrder: StartOrder,
  ) {
    this.#world = world;
    this.#settings = settings;
    this.#configuration = configuration;
    this.#stages = new Stages(world, settings, configuration, startOrder);
    this.#libc = libc;
  }

  /** Whether a lookup so far would have asked other servers first, had its goroutines started in another order. */
  get startOrderMattered(): boolean {
    return this.#stages.startOrderMattered;
  }

  /** hostLookupOrder, with what it prints. */
  async decide(name: string, preferGo: boolean): Promise<Decision> {
    const machine = await this.#configuration.machine();
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      this.stderr.push(...startLines(this.#settings, await this.#startsWithoutResolvConf()));
    }
    const decision = await decideOrder(this.#settings, machine, name, preferGo);
    this.stderr.push(...orderLines(this.#settings, name, decision));
    return decision;
  }

  /** Whether resolv.conf cannot be read. Only releases that read it at their start let that show in what they print. */
  async #startsWithoutResolvConf(): Promise<boolean> {
    if (this.#settings.debugLevel < 1 || this.#settings.features.liveOrder) return false;
    const { error } = await (await this.#configuration.machine()).resolvConf();
    return error !== null && !isNotExist(error) && !isPermission(error);
  }

  /** Resolver.LookupHost. */
  async lookupHost(call: Call, name: string): Promise<LookedUp<readonly string[]>> {
    const { features } = this.#settings;
    if (name === "") return undecided(this.#noSuchHost(name));
    if (parseLiteral(name, features) !== null) return undecided(ok([name]));
    const decision = await this.decide(name, call.preferGo);
    const order = decision.order === "cgo" ? await this.#cgo("ip", name, call.context) : decision.order;
    const formatted = (ends: Ends<Addresses>) => ({
      order: decision.order,
      ends: mapEnds(ends, ({ addresses }) => addresses.map(formatIpAddress)),
    });
    if (typeof order !== "string") return formatted([order]);
    if (order === "files,dns" || order === "files") {
      // Not sorted, unlike everywhere else.
      const entry = await this.#configuration.hosts.lookup(name);
      if (entry !== null) return { order: decision.order, ends: [ok(entry.addresses)] };
      if (order === "files") return formatted([this.#stages.missInFiles(name)]);
    }
    const wanted = { name, types: [TYPE.A, TYPE.AAAA], canonicalName: false };
    return formatted(await this.#stages.dns(call, wanted, order));
  }

  /** Resolver.LookupIPAddr, and what Dial does, for a network such as "ip", "ip4" or "tcp6". */
  async lookupIPAddr(call: Call, network: string, name: string): Promise<LookedUp<readonly IpAddress[]>> {
    const { order, ends } = await this.lookupNamed(call, network, name);
    return { order, ends: mapEnds(ends, ({ addresses }) => addresses) };
  }

  /** As lookupIPAddr, with the canonical name that the addresses came with ("" for none), which Go keeps to itself. */
  async lookupNamed(call: Call, network: string, name: string): Promise<LookedUp<Addresses>> {
    if (name === "") return undecided(this.#noSuchHost(name));
    const literal = parseLiteral(name, this.#settings.features);
    if (literal !== null) return undecided(ok({ addresses: [literal], canonicalName: "" }));
    const { deadlineMs } = call.context;
    if (deadlineMs === null) return this.#together(call, network, name);
    // The lookup runs on without its caller, who leaves at the deadline.
    const atDeadline: LookedUp<Addresses> = undecided(failed(this.#contextError(name)));
    const remainingMs = deadlineMs - this.#world.clock.nowMs();
    if (remainingMs <= 0) return atDeadline;
    let isAbandoned = false;
    const detached: Context = { deadlineMs: null, isCancelled: () => isAbandoned };
    const first = await Promise.race([
      this.#together({ ...call, context: detached }, network, name),
      this.#world.clock.sleep(remainingMs).then(() => atDeadline),
    ]);
    isAbandoned = true;
    return first;
  }

  /** Resolver.LookupIP; null stands for Go's nil address. */
  async lookupIP(
    call: Call,
    network: string,
    name: string,
  ): Promise<LookedUp<readonly (IpAddress | null)[]>> {
    if (name === "" && this.#settings.features.refusesEmptyLookupIP) return undecided(this.#noSuchHost(name));
    return this.internetAddrList(call, network, name);
  }

  /** internetAddrList: what Dial and LookupIP go through. An empty host is one nil address. */
  async internetAddrList(
    call: Call,
    network: string,
    name: string,
  ): Promise<LookedUp<readonly (IpAddress | null)[]>> {
    if (name === "") return undecided(ok([null]));
    const { order, ends } = await this.lookupIPAddr(call, network, name);
    return { order, ends: ends.map((end) => (end.kind === "ok" ? ofFamily(end.value, network, name) : end)) };
  }

  /** Resolver.LookupCNAME. */
  async lookupCNAME(call: Call, name: string): Promise<LookedUp<string>> {
    const { features } = this.#settings;
    const fromLibc = await this.#cnameFromLibc(call, name);
    if (fromLibc !== null) return { order: "cgo", ends: this.#validated([fromLibc], name) };
    // res_search is not part of what a libc is asked for here: it counts as failed, and Go then asks by itself.
    const { order } = await this.decide(name, call.preferGo);
    const types = features.asksCname ? [TYPE.A, TYPE.AAAA, TYPE.CNAME] : [TYPE.A, TYPE.AAAA];
    const ends = await this.#stages.inOrder(call, { name, types, canonicalName: features.asksCname }, order);
    return {
      order,
      ends: this.#validated(
        mapEnds(ends, ({ canonicalName }) => canonicalName),
        name,
      ),
    };
  }

  /** Before Go 1.21 a decision for no name in particular said whether C may be asked at all. */
  async #cnameFromLibc(call: Call, name: string): Promise<End<string> | null> {
    const { features } = this.#settings;
    if (features.pureOrderFollowsNsswitch || call.preferGo) return null;
    const { order } = await this.decide("", false);
    if (order !== "cgo" || features.cnameBySearch) return null;
    const end = await this.#cgo("ip", name, call.context);
    if (typeof end === "string") return null;
    return end.kind === "ok" ? ok(end.value.canonicalName) : end;
  }

  #validated(ends: Ends<string>, name: string): Ends<string> {
    const { features } = this.#settings;
    if (!features.validatesCname) return ends;
    const message = features.filtersInvalidRecords
      ? "DNS response contained records which contain invalid names"
      : "CNAME target is invalid";
    return ends.map((end) =>
      end.kind === "ok" && !isDomainName(end.value, features) ? failed(dnsError(message, name, "")) : end,
    );
  }

  /** Concurrent lookups of one network and name share one result. */
  #together(call: Call, network: string, name: string): Promise<LookedUp<Addresses>> {
    const key = JSON.stringify([network, name, call.preferGo, call.strictErrors]);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = this.#lookupNetwork(call, network, name).finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }

  async #lookupNetwork(call: Call, network: string, name: string): Promise<LookedUp<Addresses>> {
    const decision = await this.decide(name, call.preferGo);
    const order = decision.order === "cgo" ? await this.#cgo(network, name, call.context) : decision.order;
    const types = typesFor(network, !this.#settings.features.asksOneFamily);
    const ends =
      typeof order === "string"
        ? await this.#stages.inOrder(call, { name, types, canonicalName: false }, order)
        : [order];
    return { order: decision.order, ends: ends.map((end) => this.#asDnsError(end, name)) };
  }

  /** From Go 1.18 on LookupIPAddr fails with nothing but *net.DNSError. */
  #asDnsError<T>(end: End<T>, name: string): End<T> {
    const isFine = end.kind === "ok" || end.error.type === "dns";
    if (isFine || !this.#settings.features.contextErrorsAreDnsErrors) return end;
    return failed(dnsError(errorText(end.error), name, "", { isTimeout: isTimeout(end.error) }));
  }

  /** getaddrinfo. An order instead of an end: Go gives up on it and looks by itself. */
  async #cgo(network: string, name: string, context: Context): Promise<End<Addresses> | Order> {
    const { features } = this.#settings;
    const refused = refusal(name, features);
    if (refused !== null) return failed(refused);
    if (this.#libc === null) throw new RangeError("this lookup goes to libc, and no libc was given");
    const asked = this.#libc(hintedFamily(network, features), toDisplayText(nameForLibc(name)));
    const answer = await this.#untilDeadline(asked, context);
    if (answer !== null) return throughLibc(answer, name, features);
    if (!features.cgoKeepsToItself) return "files,dns";
    return failed(features.cgoContextErrorsAreDnsErrors ? this.#contextError(name) : TIMEOUT);
  }

  /** Null if the context's deadline comes first. */
  async #untilDeadline<T>(answer: Promise<T>, { deadlineMs }: Context): Promise<T | null> {
    if (deadlineMs === null) return answer;
    const { clock } = this.#world;
    const remainingMs = Math.max(deadlineMs - clock.nowMs(), 0);
    return Promise.race([answer, clock.sleep(remainingMs).then(() => null)]);
  }

  #contextError(name: string): GoError {
    return callerLeft(name, this.#settings.features);
  }

  #noSuchHost(name: string) {
    return failed(noSuchHost(name, "", this.#settings.features));
  }
}

function undecided<T>(end: End<T>): LookedUp<T> {
  return { order: null, ends: [end] };
}

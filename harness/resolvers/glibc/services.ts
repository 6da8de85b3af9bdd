/**
 * Asks the services of nsswitch.conf in turn: get_nss_addresses, and gaih_inet before 2.36, of getaddrinfo.c. Which
 * error is told in the end depends on the last service, on errno and on h_errno.
 */
import type { Errno } from "../../world/world.ts";
import { TUPLE } from "./arena.ts";
import { lookUpBoth, lookUpOne } from "./dns-host.ts";
import { EAI } from "./eai.ts";
import { type HostsContent, lookUpHosts } from "./hosts.ts";
import { lookUpOwnName, type OwnMachine } from "./myhostname.ts";
import type { Action, Service } from "./nsswitch.ts";
import { isMapped, mapped } from "./numeric.ts";
import type { ResolverState } from "./state.ts";
import {
  type FoundAddress,
  needsMore,
  type ResultBuffer,
  type ServiceResult,
  type Status,
  type Thread,
} from "./status.ts";

/** What results are first put into. */
const FIRST_BYTES = 1024;

/** What the services know besides the servers. */
export interface Sources {
  readonly state: ResolverState;
  hosts(): Promise<HostsContent>;
  readonly multi: boolean;
  readonly machine: OwnMachine;
  /** Services that are parts of libc, or whose library the image has and the host lets be loaded. */
  has(service: string): boolean;
  /** Why no library can be loaded; null where that is possible. */
  readonly loadError: Errno | null;
}

/** What is looked for. */
export interface Request {
  /** A byte string. */
  readonly name: string;
  readonly family: "ip" | "ip4" | "ip6";
  /** AI_CANONNAME, AI_V4MAPPED, AI_ALL. */
  readonly canonname: boolean;
  readonly v4mapped: boolean;
  readonly all: boolean;
}

/** Addresses in the order found, or the EAI_* number. */
export type Found =
  | {
      readonly kind: "found";
      readonly addresses: readonly FoundAddress[];
      readonly canonicalName: string | null;
    }
  | { readonly kind: "failed"; readonly code: number };

/** no_data of the C code: whether a service said "no data", "try again", or something else. */
type NoData = "no" | "data" | "again";

/** What one service came to for the family that is looked for. */
interface Turn {
  readonly status: Status;
  readonly noData: NoData;
  readonly noInet6Data: NoData;
}

export async function askServices(
  services: readonly Service[],
  sources: Sources,
  request: Request,
): Promise<Found> {
  const search = new Search(sources, request);
  return search.run(services);
}

/** One call of a service's function; `dns` for one family only. */
export async function callService(
  service: string,
  sources: Sources,
  name: string,
  family: "ip" | "ip4" | "ip6",
  buffer: ResultBuffer,
  out: Thread,
): Promise<ServiceResult> {
  const { state, multi, machine } = sources;
  if (service === "files") {
    const hosts = await sources.hosts();
    if (hosts.kind === "unread") state.thread.errno = hosts.errno;
    return lookUpHosts(hosts, name, family, multi, state.features, buffer, out);
  }
  if (service === "dns" && family !== "ip") return lookUpOne(state, name, family, buffer, out);
  return lookUpOwnName(machine, name, family, out);
}

class Search {
  readonly #sources: Sources;
  readonly #request: Request;
  readonly #buffer: ResultBuffer;
  #addresses: FoundAddress[] = [];
  #canonicalName: string | null = null;
  #gotIpv6 = false;
  /** Status of the last service asked for AF_INET6, and whether that service had no data. */
  #inet6Status: Status = "UNAVAIL";

  constructor(sources: Sources, request: Request) {
    this.#sources = sources;
    this.#request = request;
    this.#buffer = { length: FIRST_BYTES + (sources.state.features.scratchBuffer ? 0 : TUPLE.bytes) };
  }

  async run(services: readonly Service[]): Promise<Found> {
    const { features, thread } = this.#sources.state;
    let turn: Turn = { status: "UNAVAIL", noData: "no", noInet6Data: "no" };
    let merges = false;
    for (const service of services.length === 0 ? [null] : services) {
      if (features.freshStartPerService) {
        this.#reset();
        if (merges) {
          thread.hostError = "INTERNAL";
          thread.errno = "EBUSY";
          break;
        }
      }
      const next = await this.#ask(service?.name ?? null, turn);
      if (typeof next === "number") return { kind: "failed", code: next };
      turn = next;
      const action: Action = service?.actions[turn.status] ?? "continue";
      if (action === "return") break;
      if (action === "merge") merges = true;
    }
    return this.#finish(turn);
  }

  #finish({ status, noData, noInet6Data }: Turn): Found {
    const code = this.#errorOf(status, noData, noInet6Data);
    if (code !== null) return { kind: "failed", code };
    if (this.#addresses.length === 0) return { kind: "failed", code: EAI.NONAME };
    const { v4mapped, all } = this.#request;
    // With an IPv6 address and without AI_ALL, mapped ones are not wanted.
    const addresses =
      this.#gotIpv6 && v4mapped && !all
        ? this.#addresses.filter(({ bytes }) => !isMapped(bytes))
        : this.#addresses;
    return { kind: "found", addresses, canonicalName: this.#canonicalName };
  }

  #errorOf(status: Status, noData: NoData, noInet6Data: NoData): number | null {
    const { features, thread } = this.#sources.state;
    const isUnavailable = status === "UNAVAIL" || (features.errnoOfServices && status === "TRYAGAIN");
    const isInternal = thread.hostError === "INTERNAL";
    const isSystem = features.errnoOfServices
      ? isUnavailable && isInternal
      : features.systemErrorOnlyIfInternal
        ? isInternal
        : isUnavailable;
    if (isSystem) return EAI.SYSTEM;
    if (noData === "no" || noInet6Data === "no") return null;
    return noData === "again" && noInet6Data === "again" ? EAI.AGAIN : EAI.NODATA;
  }

  #reset(): void {
    this.#addresses = [];
    this.#canonicalName = null;
    this.#gotIpv6 = false;
  }

  /** null: a list without services has one without a name. A number is an EAI_* that ends the lookup. */
  async #ask(service: string | null, before: Turn): Promise<Turn | number> {
    if (service === null || !this.#sources.has(service)) return this.#missing(before);
    if (this.#request.family === "ip") return this.#askBoth(service);
    return this.#askOne(service, this.#request.family);
  }

  /** There is no library for the service. */
  #missing(before: Turn): Turn {
    const { state, loadError } = this.#sources;
    const { features, thread } = state;
    if (features.errnoOfServices) {
      thread.hostError = "INTERNAL";
      thread.errno = "EBUSY";
      return { status: "UNAVAIL", noData: "no", noInet6Data: before.noInet6Data };
    }
    // A library that is not there is no error of the system; one that is kept from it is, and so is what errno still
    // tells of the service before, since the loader has an errno of its own.
    const errno = loadError ?? thread.errno;
    if (features.systemErrorOnlyIfInternal && errno !== null && errno !== "ENOENT") {
      thread.hostError = "INTERNAL";
      thread.errno = errno;
    }
    return { status: "UNAVAIL", noData: "no", noInet6Data: before.noInet6Data };
  }

  /** gethostbyname4_r. */
  async #askBoth(service: string): Promise<Turn> {
    const { features, thread } = this.#sources.state;
    for (;;) {
      const out = this.#out();
      const result = await this.#call(service, "ip", out);
      if (result.status === "SUCCESS") {
        this.#keep(result);
        return { status: "SUCCESS", noData: "no", noInet6Data: "no" };
      }
      if (needsMore(result, out)) {
        this.#buffer.length *= 2;
        continue;
      }
      const mayTryAgain = features.againForBothFamilies || result.status === "TRYAGAIN";
      const noData: NoData =
        out.hostError === "TRY_AGAIN" && mayTryAgain ? "again" : out.hostError === "NO_DATA" ? "data" : "no";
      if (features.errnoOfServices) thread.hostError = out.hostError;
      return { status: result.status, noData, noInet6Data: noData };
    }
  }

  /** gethostbyname3_r: IPv6 first where it is wanted, then IPv4 for itself or to be mapped. */
  async #askOne(service: string, family: "ip4" | "ip6"): Promise<Turn | number> {
    const { v4mapped, all } = this.#request;
    let status: Status = "UNAVAIL";
    let noData: NoData = "no";
    let noInet6Data: NoData = "no";
    const wantsIpv6 = family === "ip6";
    if (wantsIpv6) {
      const result = await this.#hosts(service, "ip6");
      if (typeof result === "number") return result;
      ({ status, noData } = result);
      this.#inet6Status = status;
      noInet6Data = noData;
    }
    if (!wantsIpv6 || (v4mapped && (all || !this.#gotIpv6))) {
      const result = await this.#hosts(service, "ip4");
      if (typeof result === "number") return result;
      ({ status, noData } = result);
      if (!wantsIpv6) {
        this.#inet6Status = status;
        noInet6Data = noData;
      }
    }
    if (status === "SUCCESS" || this.#inet6Status === "SUCCESS") {
      return { status: "SUCCESS", noData, noInet6Data };
    }
    if (this.#inet6Status === "TRYAGAIN") status = "TRYAGAIN";
    else if (status === "UNAVAIL" && this.#inet6Status !== "UNAVAIL") status = this.#inet6Status;
    return { status, noData, noInet6Data };
  }

  /** gethosts: one family of one service. */
  async #hosts(
    service: string,
    family: "ip4" | "ip6",
  ): Promise<{ readonly status: Status; readonly noData: NoData } | number> {
    const { features, thread } = this.#sources.state;
    for (;;) {
      const out = this.#out();
      const result = await this.#call(service, family, out);
      if (needsMore(result, out)) {
        this.#buffer.length *= 2;
        continue;
      }
      const isFailure = features.errnoOfServices ? result.status !== "SUCCESS" : out.errno !== null;
      if (isFailure) {
        if (out.hostError === "INTERNAL") {
          thread.hostError = "INTERNAL";
          return EAI.SYSTEM;
        }
        const noData: NoData =
          out.hostError === "TRY_AGAIN" ? "again" : out.hostError === "NO_DATA" ? "data" : "no";
        return { status: result.status, noData };
      }
      if (result.status === "SUCCESS") this.#keep(result);
      return { status: result.status, noData: "no" };
    }
  }

  /** Where a service reports to: the thread itself, or variables of the caller (before 2.27). */
  #out(): Thread {
    const { features, thread } = this.#sources.state;
    return features.errnoOfServices ? thread : { errno: null, hostError: "SUCCESS" };
  }

  #call(service: string, family: "ip" | "ip4" | "ip6", out: Thread): Promise<ServiceResult> {
    const { name } = this.#request;
    if (service === "dns" && family === "ip") {
      return lookUpBoth(this.#sources.state, name, this.#buffer, this.#hasOwnTuple(), out);
    }
    return callService(service, this.#sources, name, family, this.#buffer, out);
  }

  /** Up to 2.35 the first address stood outside of the buffer. */
  #hasOwnTuple(): boolean {
    return !this.#sources.state.features.freshStartPerService && this.#addresses.length === 0;
  }

  #keep({ addresses, canonicalName }: ServiceResult): void {
    const wantsMapped = this.#request.family === "ip6";
    for (const address of addresses) {
      const isForeign = wantsMapped && address.family === "ip4";
      this.#addresses.push(isForeign ? { family: "ip6", bytes: mapped(address.bytes), scope: 0 } : address);
    }
    if (wantsMapped && addresses.some(({ family }) => family === "ip6")) this.#gotIpv6 = true;
    this.#canonicalName ??= canonicalName;
  }
}

/** What glibc's parts tell each other: nss.h's states, netdb.h's h_errno, and the errno that goes with them. */
import type { Errno } from "../../world/world.ts";

/** NSS_STATUS_*. */
export type Status = "SUCCESS" | "NOTFOUND" | "UNAVAIL" | "TRYAGAIN";

/** h_errno. NETDB_INTERNAL is "INTERNAL", NETDB_SUCCESS is "SUCCESS". */
export type HostError = "SUCCESS" | "HOST_NOT_FOUND" | "TRY_AGAIN" | "NO_RECOVERY" | "NO_DATA" | "INTERNAL";

/** One thread's errno (null for 0) and h_errno, which every call may set and none needs to. */
export interface Thread {
  errno: Errno | null;
  hostError: HostError;
}

/** One address as a service found it. */
export interface FoundAddress {
  readonly family: "ip4" | "ip6";
  readonly bytes: Uint8Array;
  /** Interface index of an IPv6 scope; 0 for none. */
  readonly scope: number;
}

/**
 * What a service comes to. errno and h_errno go into the Thread that it is called with: the thread's own from 2.27 on,
 * variables of its caller before.
 */
export interface ServiceResult {
  readonly status: Status;
  readonly addresses: readonly FoundAddress[];
  /** null: the service did not tell; the name that was asked for is taken. */
  readonly canonicalName: string | null;
}

/** The buffer that a caller lends to services; doubled, and the service asked again, when it was too small. */
export interface ResultBuffer {
  length: number;
}

export function found(addresses: readonly FoundAddress[], canonicalName: string | null): ServiceResult {
  return { status: "SUCCESS", addresses, canonicalName };
}

/** Nothing was found; what is given goes into `out`. */
export function failed(status: Status, out: Thread, hostError?: HostError, errno?: Errno): ServiceResult {
  if (hostError !== undefined) out.hostError = hostError;
  if (errno !== undefined) out.errno = errno;
  return { status, addresses: [], canonicalName: null };
}

/** The service needs a larger buffer. */
export function tooSmall(out: Thread): ServiceResult {
  return failed("TRYAGAIN", out, "INTERNAL", "ERANGE");
}

/** Whether that is what a service said. */
export function needsMore({ status }: ServiceResult, out: Thread): boolean {
  return status === "TRYAGAIN" && out.hostError === "INTERNAL" && out.errno === "ERANGE";
}

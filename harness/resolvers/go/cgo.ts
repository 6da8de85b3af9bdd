/** What getaddrinfo's answer becomes in a Go program (src/net/cgo_unix.go). */

import { parseAddress } from "../../wire/ip.ts";
import type { Errno, Family, Outcome } from "../../world/world.ts";
import { toByteString } from "../text.ts";
import { NeverReturns } from "./answers.ts";
import { type End, failed, ok } from "./ends.ts";
import { errnoIsTemporary, errnoIsTimeout, errnoText } from "./errno.ts";
import { type DnsError, dnsError, noSuchHost } from "./errors.ts";
import type { IpAddress } from "./literals.ts";
import type { Features } from "./versions.ts";

/** What a libc's getaddrinfo gave; `errno` belongs to EAI_SYSTEM. */
export interface LibcAnswer {
  readonly outcome: Outcome;
  readonly errno?: Errno | null;
}

/** getaddrinfo of the machine's libc, as Go calls it: AI_CANONNAME|AI_V4MAPPED|AI_ALL, SOCK_STREAM, no service. */
export type Libc = (family: Family, name: string) => Promise<LibcAnswer>;

/** The address family that Go passes for a network such as "ip4" or "tcp6". */
export function hintedFamily(network: string, features: Features): Family {
  if (!features.cgoPassesFamily) return "ip";
  if (network.endsWith("4")) return "ip4";
  return network.endsWith("6") ? "ip6" : "ip";
}

/** The name that C sees: a NUL ends it. */
export function nameForLibc(name: string): string {
  return name.split("\0", 1)[0] ?? "";
}

/** The error for a name (a byte string) that Go does not pass on, or null. */
export function refusal(name: string, features: Features): DnsError | null {
  return features.refusesNulInName && name.includes("\0") ? dnsError(errnoText("EINVAL"), name, "") : null;
}

/** Addresses, and the canonical name ("" for none) that LookupCNAME gives. */
export interface Addresses {
  readonly addresses: readonly IpAddress[];
  readonly canonicalName: string;
}

/** What Go makes of getaddrinfo's answer. `name` is a byte string. Throws NeverReturns. */
export function throughLibc(
  { outcome, errno }: LibcAnswer,
  name: string,
  features: Features,
): End<Addresses> {
  if (outcome.kind === "error") return failed(libcError(outcome, errno ?? null, name, features));
  if (outcome.kind === "never") throw new NeverReturns(outcome.because);
  const canonicalName = toByteString(outcome.canonicalName ?? "") || name;
  return ok({
    addresses: libcAddresses(outcome.addresses),
    canonicalName: canonicalName.endsWith(".") ? canonicalName : `${canonicalName}.`,
  });
}

/** Addresses in getaddrinfo's order: Go neither sorts nor thins them out. */
function libcAddresses(addresses: readonly string[]): readonly IpAddress[] {
  return addresses.flatMap((text) => {
    const bytes = parseAddress(text);
    const percent = text.indexOf("%");
    return bytes === null ? [] : [{ bytes, zone: percent === -1 ? "" : text.slice(percent + 1) }];
  });
}

/** *net.DNSError for a getaddrinfo that failed. */
function libcError(
  error: Extract<Outcome, { kind: "error" }>,
  errno: Errno | null,
  name: string,
  features: Features,
): DnsError {
  switch (error.code) {
    case "EAI_NONAME":
      return noSuchHost(name, "", features);
    case "EAI_NODATA":
      return features.nodataIsNotFound ? noSuchHost(name, "", features) : dnsError(strerror(error), name, "");
    case "EAI_AGAIN":
      return dnsError(strerror(error), name, "", { isTemporary: features.againIsTemporary });
    case "EAI_SYSTEM": {
      // Without an errno Go guesses that there were too many open files (golang/go#6232).
      const cause = errno ?? "EMFILE";
      const flags = features.errnoSetsFlags
        ? { isTimeout: errnoIsTimeout(cause), isTemporary: errnoIsTemporary(cause) }
        : {};
      return dnsError(errnoText(cause), name, "", flags);
    }
    default:
      return dnsError(strerror(error), name, "");
  }
}

function strerror({ text }: Extract<Outcome, { kind: "error" }>): string {
  return toByteString(text);
}

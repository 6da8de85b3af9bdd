/** The `files` service: /etc/hosts as libnss_files reads it (nss/nss_files/files-hosts.c). */
import { isMapped, parseStrictIpv4, parseStrictIpv6 } from "./numeric.ts";
import {
  type FoundAddress,
  failed,
  found,
  type ResultBuffer,
  type ServiceResult,
  type Thread,
} from "./status.ts";
import type { Features } from "./versions.ts";

/** AF_UNSPEC, AF_INET, AF_INET6. */
export type WantedFamily = "ip" | "ip4" | "ip6";

/** What opening and reading /etc/hosts came to: its content (a byte string), or why there is none. */
export type HostsContent =
  | { readonly kind: "content"; readonly text: string }
  | { readonly kind: "unopened"; readonly errno: string }
  | { readonly kind: "unread"; readonly errno: string };

/** What a line needs beside its text: struct hostent_data, a final NUL and the marker behind it. */
const LINE_OVERHEAD = 34;

/**
 * Looks a name up. `multi`: all lines count. `buffer` grows to what the longest line needs, since later services
 * inherit it.
 */
export function lookUpHosts(
  hosts: HostsContent,
  name: string,
  family: WantedFamily,
  multi: boolean,
  features: Features,
  buffer: ResultBuffer,
  out: Thread,
): ServiceResult {
  if (hosts.kind === "unopened") {
    const status = hosts.errno === "EAGAIN" ? "TRYAGAIN" : "UNAVAIL";
    if (family !== "ip") return failed(status, out);
    const otherError = features.missingHostsFindsNothing ? "HOST_NOT_FOUND" : "NO_DATA";
    return failed(status, out, status === "TRYAGAIN" ? "TRY_AGAIN" : otherError, hosts.errno);
  }
  if (hosts.kind === "unread") {
    return features.readErrorsOfHosts
      ? failed("UNAVAIL", out, "INTERNAL", hosts.errno)
      : failed("NOTFOUND", out, "HOST_NOT_FOUND");
  }
  const wanted = lower(name);
  const addresses: FoundAddress[] = [];
  let canonicalName: string | null = null;
  for (const line of linesOf(hosts.text)) {
    while (line.length + LINE_OVERHEAD > buffer.length) buffer.length *= 2;
    const entry = parseLine(line, family, features);
    if (entry === null || !entry.names.some((alias) => lower(alias) === wanted)) continue;
    addresses.push(entry.address);
    canonicalName ??= entry.names[0] ?? null;
    if (!multi) break;
  }
  return addresses.length === 0 ? failed("NOTFOUND", out, "HOST_NOT_FOUND") : found(addresses, canonicalName);
}

interface Entry {
  readonly address: FoundAddress;
  /** The host's own name first. */
  readonly names: readonly string[];
}

const linesByText = new Map<string, readonly string[]>();
const MOST_TEXTS = 16;

/** Lines with something on them; kept, since one run looks many names up in the same files. */
function linesOf(text: string): readonly string[] {
  const known = linesByText.get(text);
  if (known !== undefined) return known;
  const lines = (text.match(/[^\n]+/g) ?? []).map((line) => line.split("\0", 1)[0] ?? "");
  if (linesByText.size >= MOST_TEXTS) linesByText.clear();
  linesByText.set(text, lines);
  return lines;
}

function parseLine(line: string, family: WantedFamily, features: Features): Entry | null {
  const [text = ""] = line.split("#", 1);
  const [address = "", ...names] = text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== "");
  if (address === "") return null;
  const parsed = parseAddress(address, family, features);
  return parsed === null
    ? null
    : { address: { ...parsed, scope: 0 }, names: names.length === 0 ? [""] : names };
}

/** The address as the family that is wanted sees it: IPv4 takes ::1 and mapped addresses for its own. */
function parseAddress(
  text: string,
  family: WantedFamily,
  features: Features,
): Omit<FoundAddress, "scope"> | null {
  const ipv4 = family === "ip6" ? null : parseStrictIpv4(text);
  if (ipv4 !== null) return { family: "ip4", bytes: ipv4 };
  const ipv6 = parseStrictIpv6(text, features);
  if (ipv6 === null) return null;
  if (family !== "ip4") return { family: "ip6", bytes: ipv6 };
  if (isMapped(ipv6)) return { family: "ip4", bytes: ipv6.subarray(12) };
  const isLoopback = ipv6.every((byte, index) => byte === (index === 15 ? 1 : 0));
  return isLoopback ? { family: "ip4", bytes: Uint8Array.of(127, 0, 0, 1) } : null;
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** From the addresses of a name to those that a network can use (src/net/ipsock.go). */
import { type End, failed, ok } from "./ends.ts";
import { NO_SUITABLE_ADDRESS } from "./errors.ts";
import { type IpAddress, toIpv4 } from "./literals.ts";

/** filterAddrList: the addresses of the network's family, or *net.AddrError where there is none. `name` is a byte string. */
export function ofFamily(
  addresses: readonly IpAddress[],
  network: string,
  name: string,
): End<readonly IpAddress[]> {
  const version = network.slice(-1);
  const fitting = withIpv4Unspecified(addresses).filter(({ bytes }) => {
    if (version === "4") return toIpv4(bytes) !== null;
    return version !== "6" || toIpv4(bytes) === null;
  });
  if (fitting.length > 0) return ok(fitting);
  return failed({ type: "addr", message: NO_SUITABLE_ADDRESS, address: name });
}

/** A host that can bind to "::" may be unable to connect to it, so Go adds 0.0.0.0 (golang/go#18806). */
function withIpv4Unspecified(addresses: readonly IpAddress[]): readonly IpAddress[] {
  const [only] = addresses;
  if (addresses.length !== 1 || only === undefined) return addresses;
  const isUnspecified = only.bytes.length === 16 && only.bytes.every((byte) => byte === 0);
  return isUnspecified ? [only, { bytes: new Uint8Array(4), zone: "" }] : addresses;
}

/** A dialed address such as "h.test:80" or "[::1]:80" in its parts; the port must be a number. Null for anything else. */
export function splitHostPort(address: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([0-9]{1,5})$/.exec(address);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) return null;
  return { host: match[1] ?? match[2] ?? "", port };
}

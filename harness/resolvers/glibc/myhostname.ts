/**
 * The `myhostname` service of systemd (src/nss-myhostname/nss-myhostname.c), as CentOS and Debian ship it: localhost
 * and the machine's own name, without a file or a server.
 */
import { type FoundAddress, failed, found, type ServiceResult, type Thread } from "./status.ts";

/** What the service knows of the machine. */
export interface OwnMachine {
  readonly hostname: string;
  /** Addresses of the machine that are not loopback's, in the order in which systemd lists them. */
  readonly addresses: readonly Uint8Array[];
}

const LOOPBACK_INDEX = 1;
const LOCALHOST4 = Uint8Array.of(127, 0, 0, 1);
/** What stands for the machine's own name where it has no address. */
const OWN4 = Uint8Array.of(127, 0, 0, 2);
const LOCALHOST6 = Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? 1 : 0));

export function lookUpOwnName(
  machine: OwnMachine,
  name: string,
  family: "ip" | "ip4" | "ip6",
  out: Thread,
): ServiceResult {
  const isLocalhost = /^(?:.*\.)?localhost(?:\.localdomain)?\.?$/i.test(name);
  if (!isLocalhost && name.toLowerCase() !== machine.hostname.toLowerCase()) {
    return failed("NOTFOUND", out, "HOST_NOT_FOUND");
  }
  const own = isLocalhost ? [] : machine.addresses;
  const all: readonly FoundAddress[] =
    own.length > 0
      ? own.map((bytes) => ({ family: bytes.length === 4 ? "ip4" : "ip6", bytes, scope: 0 }))
      : [
          // gethostbyname4_r tells the interface of ::1, which the others have no room for.
          { family: "ip6", bytes: LOCALHOST6, scope: family === "ip" ? LOOPBACK_INDEX : 0 },
          { family: "ip4", bytes: isLocalhost ? LOCALHOST4 : OWN4, scope: 0 },
        ];
  const wanted = all.filter((address) => family === "ip" || address.family === family);
  out.hostError = wanted.length === 0 ? "NO_DATA" : "SUCCESS";
  if (wanted.length === 0) return failed("NOTFOUND", out, "NO_DATA");
  return found(wanted, isLocalhost ? "localhost" : machine.hostname);
}

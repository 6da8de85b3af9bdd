/** What Dial and ResolveTCPAddr do with the addresses of a name (src/net/dial.go, src/net/ipsock.go). */
import { DeadlineError, type Endpoint, SocketError, type World } from "../../world/world.ts";
import { type End, failed, ok } from "./ends.ts";
import { type GoError, TIMEOUT } from "./errors.ts";
import { formatIpAddress, type IpAddress, joinHostPort, toIpv4 } from "./literals.ts";

/** Failed lookups as Dial words them: "dial tcp: lookup …". */
export function wrapped<T>(end: End<T>, network: string): End<T> {
  if (end.kind === "ok") return end;
  return failed({ type: "op", op: "dial", net: network, source: null, address: null, cause: end.error });
}

/**
 * Connects to the first address that answers: those of the first one's family, then the others. Go lets both families
 * race; what it returns of failures is the same, the first address's error. `deadlineMs`: null for none.
 */
export async function connectTo(
  world: World,
  network: string,
  addresses: readonly IpAddress[],
  port: number,
  deadlineMs: number | null,
): Promise<End<string>> {
  const isIpv4 = ({ bytes }: IpAddress) => toIpv4(bytes) !== null;
  const primary = addresses.filter((address) => isIpv4(address) === addresses.slice(0, 1).some(isIpv4));
  const fallback = addresses.filter((address) => !primary.includes(address));
  let first: GoError | null = null;
  for (const address of [...primary, ...fallback]) {
    const remote = { address: formatIpAddress(address), port };
    const cause = await connectionFailure(world, remote, deadlineMs);
    const text = joinHostPort(remote.address, port);
    if (cause === null) return ok(text);
    first ??= { type: "op", op: "dial", net: network, source: null, address: text, cause };
  }
  return failed(first ?? { type: "plain", message: "missing address" });
}

/** Null where the connection was made. */
async function connectionFailure(
  world: World,
  remote: Endpoint,
  deadlineMs: number | null,
): Promise<GoError | null> {
  try {
    const socket = await world.network.tcp(remote, deadlineMs ?? Number.POSITIVE_INFINITY);
    socket.close();
    return null;
  } catch (error) {
    if (error instanceof DeadlineError) return TIMEOUT;
    if (error instanceof SocketError) return { type: "syscall", syscall: error.syscall, errno: error.errno };
    throw error;
  }
}

/** forResolve: the first IPv4 address, or the first IPv6 one for "[…]:80" under "tcp"; else the first of all. */
export function firstForResolve(
  addresses: readonly IpAddress[],
  network: string,
  text: string,
): IpAddress | undefined {
  const wantsIpv6 = network === "tcp" && text.includes("[");
  return addresses.find(({ bytes }) => (toIpv4(bytes) === null) === wantsIpv6) ?? addresses[0];
}

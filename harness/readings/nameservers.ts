/** The nameservers that a resolv.conf comes to. */
import { parseLibcAddress } from "../resolvers/libc/inet-aton.ts";
import { formatAddress, parseAddress } from "../wire/ip.ts";
import type { Confs } from "./resolv-conf.ts";

/** What a resolver may take for its server where nothing is written. */
const BUILT_IN: readonly string[] = ["127.0.0.1", "::1"];

/**
 * The nameservers: those that some reader takes from the file. Without any the machine itself has to answer, so a
 * server is thought there.
 */
export function nameserversOf({ go, musl, glibc }: Confs): readonly string[] {
  const confs = [...go, ...glibc].map(([, { effective }]) => effective);
  const written = [musl.effective, ...confs].flatMap(({ servers, hasDefaultServers }) =>
    hasDefaultServers ? [] : servers.flatMap(addressesOf),
  );
  return written.length === 0 ? BUILT_IN : [...new Set(written)];
}

/** "10.0.0.1:53", "[::1]:53" as the addresses that readers take them for. */
function addressesOf(server: string): readonly string[] {
  const host = server.replace(/:53$/, "").replace(/^\[(.*)\]$/, "$1");
  // A zone that is no interface of a lab leads nowhere.
  if (host.includes("%")) return [];
  const bytes = parseAddress(host);
  const plain = bytes === null ? parseLibcAddress(host) : formatAddress(bytes);
  if (plain === null) return [];
  return [plain === "0.0.0.0" ? "127.0.0.1" : plain === "::" ? "::1" : plain];
}

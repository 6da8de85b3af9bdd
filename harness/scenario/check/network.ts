/** What no schema can say about `network`. */
import type { YamlReader } from "../../yaml/reader.ts";
import { canonicalAddress, isLoopback, notAssignable } from "../address.ts";
import { interfaceAddress } from "../schema/leaves.ts";

export function checkNetwork(reader: YamlReader): void {
  const listed = reader.source.valueAt(["network", "addresses"]);
  const servers = reader.source.valueAt(["dns"]);
  const nameservers = new Set(
    typeof servers === "object" && servers !== null ? Object.keys(servers).map(canonicalAddress) : [],
  );
  const families = new Set<string>();
  const seen = new Set<string>();
  for (let index = 0; Array.isArray(listed) && index < listed.length; index++) {
    const path = ["network", "addresses", index];
    const found = reader.part(path, interfaceAddress);
    if (found === undefined) continue;
    const { address } = found;
    const reason = isLoopback(address) ? "it is loopback's own" : notAssignable(address);
    if (reason !== null) reader.report(path, `no interface can have ${address}: ${reason}`);
    if (nameservers.has(address)) reader.report(path, `${address} is a nameserver of dns already`);
    if (seen.has(address)) reader.report(path, `${address} stands twice in the list`);
    seen.add(address);
    families.add(address.includes(":") ? "ip6" : "ip4");
  }
  const routes = reader.source.valueAt(["network", "routes"]);
  for (let index = 0; Array.isArray(routes) && index < routes.length; index++) {
    const family: unknown = routes[index];
    if (typeof family === "string" && /^ip[46]$/.test(family) && !families.has(family)) {
      reader.report(
        ["network", "routes", index],
        `a route of ${family} needs an address of that family in network.addresses, to send from`,
      );
    }
  }
}

/** The routes that addresses of an interface bring with them. */
import type { SimulatedRoute } from "./simulated-routes.ts";
import type { InterfaceAddress } from "./world.ts";

/** What a machine has besides loopback. */
export interface SimulatedInterface {
  readonly addresses: readonly InterfaceAddress[];
  /** Families with a default route over it. */
  readonly routes: readonly ("ip4" | "ip6")[];
}

/** Routes to the networks of the addresses, and the default routes. */
export function routesOf({ addresses, routes }: SimulatedInterface): readonly SimulatedRoute[] {
  const ofFamily = (six: boolean) =>
    addresses.map(({ address }) => address).filter((address) => address.includes(":") === six);
  const connected = addresses.map(({ address, prefixLength }) => ({
    prefix: `${address}/${prefixLength}`,
    // IPv6 weighs all addresses of the interface, whichever route leads there; IPv4 takes the route's own.
    source: address.includes(":") ? ofFamily(true) : [address],
  }));
  const defaults = routes.map((family) => ({
    prefix: family === "ip4" ? "0.0.0.0/0" : "::/0",
    source: ofFamily(family === "ip6"),
  }));
  return [...connected, ...defaults];
}

/** The addresses that brought the routes: the other way round. */
export function addressesOf(routes: readonly SimulatedRoute[]): readonly InterfaceAddress[] {
  return routes.flatMap(({ prefix, source }) => {
    const [address = "", bits] = prefix.split("/");
    return [source].flat().includes(address) ? [{ address, prefixLength: Number(bits) }] : [];
  });
}

/** What of a host profile the model can imitate. */

import { formatResolverId } from "../../resolvers/id.ts";
import { unfeltCall } from "../../resolvers/resolver.ts";
import type { HostProfile } from "../../scenario/scenario.ts";
import type { Emulated } from "../engine.ts";

const IPV6_SWITCHES: ReadonlySet<string> = new Set([
  "net.ipv6.conf.all.disable_ipv6",
  "net.ipv6.conf.lo.disable_ipv6",
]);

/** A host as the model knows it; `obstacle` says why it cannot imitate it. */
export type ModelHost =
  | { readonly kind: "imitated"; readonly ipv6: boolean }
  | { readonly kind: "beyond"; readonly obstacle: string };

/** What the resolver's emulation does not feel of the answers to its own calls, and sysctls but for IPv6, need a kernel. */
export function modelHost({ id, sysctls, syscalls }: HostProfile, resolver: Emulated): ModelHost {
  const call = unfeltCall(resolver, Object.keys(syscalls));
  if (call !== null) {
    return beyond(`host profile ${id} changes ${call}, which ${formatResolverId(resolver.id)} calls`);
  }
  const sysctl = Object.keys(sysctls).find((name) => !IPV6_SWITCHES.has(name));
  if (sysctl !== undefined) return beyond(`host profile ${id} sets ${sysctl}`);
  return { kind: "imitated", ipv6: !Object.values(sysctls).includes("1") };
}

function beyond(why: string): ModelHost {
  return { kind: "beyond", obstacle: `the model has no kernel, and ${why}: run on docker or local` };
}

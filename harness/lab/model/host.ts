/** What of a host profile the model can imitate. */

import { CALLS_OF_GO } from "../../resolvers/go/calls.ts";
import { unfeltCall } from "../../resolvers/resolver.ts";
import type { HostProfile } from "../../scenario/scenario.ts";

const IPV6_SWITCHES: ReadonlySet<string> = new Set([
  "net.ipv6.conf.all.disable_ipv6",
  "net.ipv6.conf.lo.disable_ipv6",
]);

/** A host as the model knows it; `obstacle` says why it cannot imitate it. */
export type ModelHost =
  | { readonly kind: "imitated"; readonly ipv6: boolean }
  | { readonly kind: "beyond"; readonly obstacle: string };

/** Go never makes most of the calls that a profile answers; what it does make, and sysctls but for IPv6, need a kernel. */
export function modelHost(host: HostProfile): ModelHost {
  const { id, sysctls } = host;
  const call = unfeltCall({ calls: CALLS_OF_GO, felt: [] }, Object.keys(host.syscalls));
  if (call !== null) return beyond(`host profile ${id} changes ${call}, which Go calls`);
  const sysctl = Object.keys(sysctls).find((name) => !IPV6_SWITCHES.has(name));
  if (sysctl !== undefined) return beyond(`host profile ${id} sets ${sysctl}`);
  return { kind: "imitated", ipv6: !Object.values(sysctls).includes("1") };
}

function beyond(why: string): ModelHost {
  return { kind: "beyond", obstacle: `the model has no kernel, and ${why}: run on docker or local` };
}

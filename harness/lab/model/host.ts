/** What of a host profile the model can imitate. */

import { formatResolverId } from "../../resolvers/id.ts";
import { unfeltCall } from "../../resolvers/resolver.ts";
import { ipv6OfHost } from "../../scenario/host-ipv6.ts";
import type { HostProfile } from "../../scenario/scenario.ts";
import type { Emulated } from "../engine.ts";

/** A host as the model knows it; `obstacle` says why it cannot imitate it. */
export type ModelHost =
  | { readonly kind: "imitated"; readonly ipv6: boolean }
  | { readonly kind: "beyond"; readonly obstacle: string };

/** What the resolver's emulation does not feel of the answers to its own calls, and sysctls but for IPv6, need a kernel. */
export function modelHost(host: HostProfile, resolver: Emulated): ModelHost {
  const { id, syscalls } = host;
  const call = unfeltCall(resolver, Object.keys(syscalls));
  if (call !== null) {
    return beyond(`host profile ${id} changes ${call}, which ${formatResolverId(resolver.id)} calls`);
  }
  const ipv6 = ipv6OfHost(host);
  return typeof ipv6 === "string" ? beyond(`host profile ${id} sets ${ipv6}`) : { kind: "imitated", ipv6 };
}

function beyond(why: string): ModelHost {
  return { kind: "beyond", obstacle: `the model has no kernel, and ${why}: run on docker or local` };
}

/** Nameservers that a scenario's resolv.conf lists and its `dns` lacks: nobody answers there, which is rarely meant. */
import { canonicalAddress } from "./address.ts";

const NAMESERVER = /^nameserver[ \t]+([^\s;#]+)/;

export interface UnservedNameserver {
  readonly address: string;
  /** Line of resolv.conf, from 1. */
  readonly line: number;
}

/** @param served addresses that `dns` lists, as they are written there */
export function unservedNameservers(
  resolvConf: string,
  served: readonly string[],
): readonly UnservedNameserver[] {
  const known = new Set(served.map(canonicalAddress));
  return resolvConf.split("\n").flatMap((text, index) => {
    const address = NAMESERVER.exec(text)?.[1];
    const canonical = address === undefined ? null : canonicalAddress(address);
    // What is no address is another matter.
    if (address === undefined || canonical === null || known.has(canonical)) return [];
    return [{ address, line: index + 1 }];
  });
}

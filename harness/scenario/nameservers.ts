/** The servers that a resolv.conf may be meant to name. */
import { byteString } from "../wire/bytes.ts";
import { canonicalAddress, notAssignable } from "./address.ts";
import type { FileSpec } from "./scenario.ts";

/** More are a mistake, or somebody who wants a lab to grow. */
const MOST_SERVERS = 16;

/** Every usable address that stands behind the keyword, also where some resolver would not read the line. */
export function nameserversIn(resolvConf: FileSpec | undefined): readonly string[] {
  const conf = resolvConf?.kind === "content" ? byteString(resolvConf.bytes) : "";
  const written = [...conf.matchAll(/^\s*nameserver\s+([0-9a-fA-F.:]+)/gm)].map(
    ([, address = ""]) => address,
  );
  const usable = written.flatMap((text) => {
    const address = canonicalAddress(text);
    return address === null || notAssignable(address) !== null ? [] : [address];
  });
  return [...new Set(usable)].slice(0, MOST_SERVERS);
}

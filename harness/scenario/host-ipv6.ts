/** What the kernel settings of a host do to IPv6. */
import type { HostProfile } from "./scenario.ts";

const SWITCHES: ReadonlySet<string> = new Set([
  "net.ipv6.conf.all.disable_ipv6",
  "net.ipv6.conf.lo.disable_ipv6",
]);

/** Whether there is IPv6; the name of a setting where one does something else, which takes a kernel to know. */
export function ipv6OfHost({ sysctls }: HostProfile): boolean | string {
  const other = Object.keys(sysctls).find((name) => !SWITCHES.has(name));
  return other ?? !Object.values(sysctls).includes("1");
}

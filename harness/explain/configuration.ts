/** The three files, line by line. */

import type { Content } from "../readings/conf-of.ts";
import { linesOfHosts } from "../readings/hosts.ts";
import { linesOfNsswitch } from "../readings/nsswitch.ts";
import type { FileReading, LineReading } from "../readings/reading.ts";
import { linesOfResolvConf } from "../readings/resolv-conf.ts";
import { linesOf } from "../resolvers/libc/conf.ts";
import { HOSTS, NSSWITCH_CONF, RESOLV_CONF, type Source } from "../settings/source.ts";
import type { Circumstances } from "./circumstances.ts";

/** The readers' own orders (Go src/net/conf.go; glibc nss/nsswitch.c up to 2.34, nss/nss_database.c). */
const WITHOUT_SOURCES = [
  "without its hosts line Go ≤1.15 and glibc ≤2.34 ask DNS before /etc/hosts; Go ≥1.16 and glibc ≥2.35 read /etc/hosts first",
  "musl never reads this file: /etc/hosts first, then DNS",
];

/** What each line of each file does, for lines that bear on the name. */
export function configurationOf(
  { contents, confs, builds, lookup }: Circumstances,
  { originOf }: Source,
): readonly FileReading[] {
  const reading = (
    path: string,
    content: Content,
    lines: readonly LineReading[],
    remarks: readonly string[],
  ): FileReading => ({
    path,
    origin: originOf(path),
    problem: content.problem,
    lines,
    passedOver: linesOf(content.text).length - lines.length,
    remarks,
  });
  const { resolvConf, nsswitch, hosts } = contents;
  const nsswitchLines = linesOfNsswitch(nsswitch.text, builds);
  return [
    reading(RESOLV_CONF, resolvConf, linesOfResolvConf(confs), []),
    reading(NSSWITCH_CONF, nsswitch, nsswitchLines, nsswitchLines.length > 0 ? [] : WITHOUT_SOURCES),
    reading(HOSTS, hosts, linesOfHosts(hosts.text, lookup.name, builds), []),
  ];
}

/** The files, line by line. */

import type { Content } from "../readings/conf-of.ts";
import { linesOfHosts } from "../readings/hosts.ts";
import { linesOfNsswitch } from "../readings/nsswitch.ts";
import type { FileReading, LineReading } from "../readings/reading.ts";
import { type Confs, linesOfResolvConf } from "../readings/resolv-conf.ts";
import { isMulti } from "../resolvers/glibc/host-conf.ts";
import type { GoBuild } from "../resolvers/go/index.ts";
import { linesOf } from "../resolvers/libc/conf.ts";
import { HOST_CONF, HOSTS, NSSWITCH_CONF, RESOLV_CONF, type Source } from "../settings/source.ts";
import { byteString } from "../wire/bytes.ts";
import type { Lookup, World } from "../world/world.ts";

export interface Contents {
  readonly resolvConf: Content;
  readonly hosts: Content;
  readonly nsswitch: Content;
  readonly hostConf: Content;
}

/** The readers' own orders (Go src/net/conf.go; glibc nss/nsswitch.c up to 2.33, nss/nss_database.c). */
const WITHOUT_SOURCES = [
  "without its hosts line Go ≤1.15 and glibc ≤2.33 ask DNS before /etc/hosts; Go ≥1.16 and glibc ≥2.34 read /etc/hosts first",
  "musl never reads this file: /etc/hosts first, then DNS",
];

/** Reads everything once. */
export async function contentsOf(world: World): Promise<Contents> {
  return {
    resolvConf: await contentOf(world, RESOLV_CONF),
    hosts: await contentOf(world, HOSTS),
    nsswitch: await contentOf(world, NSSWITCH_CONF),
    hostConf: await contentOf(world, HOST_CONF),
  };
}

async function contentOf({ files }: World, path: string): Promise<Content> {
  const file = await files.read(path);
  if (file.kind === "error") return { text: "", problem: file.errno };
  return file.directory
    ? { text: "", problem: "directory" }
    : { text: byteString(file.bytes), problem: null };
}

/** What each line of each file does, for lines that bear on the name. */
export function configurationOf(
  { resolvConf, nsswitch, hosts, hostConf }: Contents,
  confs: Confs,
  { world, originOf }: Source,
  lookup: Lookup,
  builds: readonly GoBuild[],
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
  const nsswitchLines = linesOfNsswitch(nsswitch.text, builds);
  const multi = isMulti(hostConf.text, world.env);
  return [
    reading(RESOLV_CONF, resolvConf, linesOfResolvConf(confs), []),
    reading(NSSWITCH_CONF, nsswitch, nsswitchLines, nsswitchLines.length > 0 ? [] : WITHOUT_SOURCES),
    reading(HOSTS, hosts, linesOfHosts(hosts.text, lookup, builds, multi), []),
    ...(hostConf.problem === null ? [reading(HOST_CONF, hostConf, hostConfLines(hostConf.text), [])] : []),
  ];
}

/** glibc alone reads the file; of its keywords only `multi` bears on getaddrinfo (resolv/res_hconf.c, nss_files). */
function hostConfLines(text: string): readonly LineReading[] {
  return linesOf(text).flatMap((line, index) => {
    const [, value] = /^\s*multi\s+(on|off)\b/.exec(line) ?? [];
    if (value === undefined) return [];
    const effect =
      value === "on"
        ? "all lines of /etc/hosts with a name count"
        : "of several lines with a name the first counts";
    return [
      {
        line: index + 1,
        text: line,
        readings: [
          { readers: "glibc", effect, why: null },
          { readers: "Go, musl", effect: null, why: "never read this file" },
        ],
      },
    ];
  });
}

/** The three files, line by line. */
import type { Circumstances, Content } from "./circumstances.ts";
import { linesOfHosts } from "./hosts.ts";
import { linesOf } from "./libc-conf.ts";
import { linesOfNsswitch } from "./nsswitch.ts";
import { linesOfResolvConf } from "./resolv-conf.ts";
import { HOSTS, NSSWITCH_CONF, RESOLV_CONF, type Source } from "./sources.ts";
import type { FileReading, LineReading } from "./types.ts";

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
  return [
    reading(RESOLV_CONF, resolvConf, linesOfResolvConf(confs), []),
    reading(NSSWITCH_CONF, nsswitch, linesOfNsswitch(nsswitch.text, builds), ["musl never reads this file"]),
    reading(HOSTS, hosts, linesOfHosts(hosts.text, lookup.name, builds), []),
  ];
}

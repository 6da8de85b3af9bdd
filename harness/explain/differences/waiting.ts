/**
 * How long resolvers wait: musl src/network/res_msend.c (one unconnected socket, all servers at once, one timeout per
 * step), glibc resolv/res_send.c (send_dg: connected sockets, one server after the other), Go dnsclient_unix.go.
 */

import type { Effective } from "../../readings/reading.ts";
import type { GlibcLevel } from "../../resolvers/glibc/levels.ts";
import type { Circumstances } from "../circumstances.ts";
import { longestMs } from "../questions.ts";
import { asksDns, type DifferenceRule, dotsOf, isRooted, side, sidesOf } from "./rule.ts";

export const WAITING_RULES: readonly DifferenceRule[] = [
  {
    id: "no-reply",
    kind: "reply",
    topic: "no reply at all",
    tell: (circumstances) => {
      if (!asksDns(circumstances)) return null;
      const { confs, plans } = circumstances;
      return sidesOf({
        go: plans.map(([build, plan]) => [build, `i/o timeout after ${seconds(longestMs(plan) / 1000)}`]),
        musl: confs.musl.effective.failure ?? `EAI_AGAIN after ${seconds(confs.musl.effective.timeout)}`,
        glibc: confs.glibc.map(([level, { effective }]) => [
          level,
          effective.failure ?? `EAI_AGAIN after ${seconds(glibcWait(level, effective, circumstances))}`,
        ]),
      });
    },
  },
  {
    id: "closed-port",
    kind: "reply",
    topic: "closed port",
    tell: (circumstances) =>
      asksDns(circumstances)
        ? [
            side("musl", `not seen: it waits ${seconds(circumstances.confs.musl.effective.timeout)}`),
            side("glibc, Go", "seen at once: connection refused"),
          ]
        : null,
  },
  {
    id: "several-servers",
    kind: "reply",
    topic: "several servers",
    tell: (circumstances) =>
      asksDns(circumstances) && circumstances.confs.musl.effective.servers.length > 1
        ? [
            side("musl", "asked all at once; the first NOERROR or NXDOMAIN wins"),
            side("Go", "asked one after the other; NXDOMAIN and no data are final"),
            side("glibc", "asked one after the other; NXDOMAIN, no data and FORMERR are final"),
          ]
        : null,
  },
];

/** Seconds of one name at all servers: server i waits timeout·2^i, shared out among the servers from the second on. */
function glibcNameWait({ servers, timeout, attempts }: Omit<Effective, "readers">): number {
  const round = servers
    .map((_, index) =>
      index === 0 ? timeout : Math.max(1, Math.floor((timeout * 2 ** index) / servers.length)),
    )
    .reduce((sum, wait) => sum + wait, 0);
  return attempts * round;
}

/**
 * After a timeout glibc tries the name as it is, or, where that came first, one domain of the list: no more. The oldest
 * level has an empty domain in a list without domains, so it asks twice.
 */
function glibcWait(
  level: GlibcLevel,
  effective: Omit<Effective, "readers">,
  circumstances: Circumstances,
): number {
  const hasEmptyDomain = level.id === "2.17" && dotsOf(circumstances) > 0;
  const searches = !isRooted(circumstances) && (effective.search.length > 0 || hasEmptyDomain);
  return (searches ? 2 : 1) * glibcNameWait(effective);
}

function seconds(count: number): string {
  return `${count} s`;
}

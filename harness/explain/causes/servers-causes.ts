/** Causes in several nameservers that do not reply alike. */
import { type CauseRule, GLIBC_SEND, GO_CLIENT, MUSL_SEND } from "./cause-rule.ts";
import type { Facts } from "./facts.ts";
import { all, hasOption } from "./predicates.ts";

export const SERVERS_CAUSES: readonly CauseRule[] = [
  {
    id: "too-many-nameservers",
    text: "Only the first three nameservers of resolv.conf are asked, and none of them answers.",
    scenario: "resolv-conf/four-nameservers",
    reference: "https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
    shows: (facts) =>
      facts.failed &&
      facts.meant.length > 3 &&
      !facts.asked.includes(facts.meant[3] ?? "") &&
      all(facts, /^(?:silence|closed|unreachable|rcode)/),
  },
  {
    id: "second-server-first",
    text: "musl asks all nameservers at once and takes the first reply, which came from one that does not know the name.",
    scenario: "timeouts-and-servers/second-server-answers-first",
    reference: MUSL_SEND,
    shows: ({ trace, resolver, meant, failed }) =>
      resolver === "musl" &&
      failed &&
      meant.length > 1 &&
      trace.some(({ reply, server }) => reply?.rcode === "NXDOMAIN" && !server.includes(meant[0] ?? "-")),
  },
  {
    id: "unequal-servers-rotate",
    text: "With rotate the two questions of a lookup go to different servers, which do not hold the same names.",
    scenario: "timeouts-and-servers/rotate-unequal-servers",
    reference: GO_CLIENT,
    shows: (facts) => hasOption(facts, "rotate") && facts.meant.length > 1 && unequal(facts),
  },
  {
    id: "rotate",
    text: "With rotate the lookup begins at another nameserver than the first.",
    scenario: "timeouts-and-servers/rotate",
    reference: GLIBC_SEND,
    shows: (facts) => hasOption(facts, "rotate") && facts.meant.length > 1,
  },
  {
    id: "first-server-nodata",
    text: "The first nameserver has no address for the name, which is final for glibc and Go; musl may hear the second one first.",
    scenario: "timeouts-and-servers/nodata-first",
    reference: MUSL_SEND,
    shows: (facts) =>
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, server }) =>
          reply?.rcode === "NOERROR" && reply.answers === 0 && server.includes(facts.meant[0] ?? "-"),
      ) &&
      (facts.failed || unequal(facts)),
  },
  {
    id: "first-server-nxdomain",
    text: "The first nameserver says that the name does not exist, which is final: no other server is asked.",
    scenario: "timeouts-and-servers/nxdomain-first",
    reference: GLIBC_SEND,
    shows: (facts) =>
      facts.failed &&
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, server }) => reply?.rcode === "NXDOMAIN" && server.includes(facts.meant[0] ?? "-"),
      ),
  },
  {
    id: "servfail-without-question",
    text: "A server says SERVFAIL in a message without its question, which Go and older glibc do not take for a reply.",
    scenario: "errors/header-only-servfail",
    reference: GLIBC_SEND,
    shows: (facts) => facts.meant.length > 1 && facts.trace.some(({ reply }) => reply?.rcode === "SERVFAIL"),
  },
  {
    id: "first-server-silent",
    text: "The first nameserver never answers: glibc and Go wait for their timeout before they ask the next one, musl asks all at once.",
    scenario: "timeouts-and-servers/first-server-silent",
    reference: MUSL_SEND,
    shows: (facts) =>
      facts.meant.length > 1 &&
      facts.trace.some(
        ({ reply, icmp, server }) =>
          reply === null && icmp === null && server.includes(facts.meant[0] ?? "-"),
      ),
  },
];

/** Two servers gave the same question different replies. */
function unequal({ trace }: Facts): boolean {
  const replies = new Map<string, Set<string>>();
  for (const { name, type, reply } of trace) {
    if (reply === null) continue;
    const known = replies.get(`${name} ${type}`) ?? new Set();
    replies.set(`${name} ${type}`, known.add(`${reply.rcode} ${reply.answers > 0}`));
  }
  return (
    [...replies.values()].some((one) => one.size > 1) ||
    trace.some(({ reply }) => reply?.rcode === "NXDOMAIN")
  );
}
